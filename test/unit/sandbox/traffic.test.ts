import { describe, expect, it } from '@jest/globals'
import { trafficOf } from '../../../sandbox/page/traffic.ts'
import type { SentView } from '../../../sandbox/page/view.ts'

const did = (at: number, says: string, lasting = false) =>
  ({ kind: 'action', id: `action ${at}`, at, says, lasting }) as const
const sent = (at: number, call: string): SentView => ({
  kind: 'request',
  id: `request ${at}`,
  at,
  to: 'Slack',
  aim: '',
  call,
  answer: '200',
  state: 'ok',
  secret: undefined,
  beside: false,
  sent: '',
  got: '',
})
/** The rows in words: what somebody did, how many follow at the same time, and the calls, marked where they do. */
const told = (...given: Parameters<typeof trafficOf>): string[] =>
  trafficOf(...given).map((row) => {
    if (row.kind === 'action') return `# ${row.says}`
    if (row.kind === 'beside') return `${row.count} at once`
    return row.beside ? `| ${row.call}` : row.call
  })

describe('given what was done and what left newkey', () => {
  it('when something led to no request, then it is not a heading; a stop and a start of newkey always show', () => {
    const actions = [did(1, 'Twilio: Slow'), did(2, 'Ada typed'), did(4, 'newkey was killed', true)]
    expect(told([...actions, did(5, 'Slack: Down')], [sent(3, 'auth.test')])).toEqual([
      '# Ada typed',
      'auth.test',
      '# newkey was killed',
    ])
  })

  it('when the checks of one request were sent, then they stand together as sent at the same time', () => {
    const calls = ['conversations.open', 'usergroups.list', 'usergroups.users.list', 'users.info']
    const requests = [...calls, 'POST Keys.json'].map((call, at) => sent(10 + at, call))
    expect(told([did(1, 'Ada typed')], requests)).toEqual([
      '# Ada typed',
      '4 at once',
      ...calls.map((call) => `| ${call}`),
      'POST Keys.json',
    ])
  })

  it('when checks are alone, far apart or of two commands, then nothing is said of them', () => {
    const requests = [sent(1, 'users.info'), sent(2_000, 'users.info'), sent(2_002, 'users.info')]
    expect(told([did(2_001, 'Bob typed')], requests)).toEqual([
      'users.info',
      'users.info',
      '# Bob typed',
      'users.info',
    ])
  })
})
