import { describe, expect, it } from '@jest/globals'
import { trafficOf } from '../../../sandbox/page/traffic.ts'
import type { SentView } from '../../../sandbox/page/view.ts'

const did = (at: number, says: string, lasting = false) =>
  ({ kind: 'action', id: `action ${at}`, at, says, lasting }) as const
const sent = (at: number, call: string, body = '', secret?: 'out' | 'in'): SentView => ({
  kind: 'request',
  id: `request ${at}`,
  at,
  to: 'Slack',
  aim: '',
  call,
  answer: '200',
  state: 'ok',
  secret,
  beside: false,
  sent: body,
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

  it('when the machine is so slow that the checks arrive far from each other, then they stand together all the same', () => {
    const calls = ['users.info', 'conversations.open', 'usergroups.list']
    const requests = calls.map((call, at) => sent(1 + at * 5_000, call))
    expect(told([], requests)).toEqual(['3 at once', ...calls.map((call) => `| ${call}`)])
  })

  it('when checks are alone, made again or of two commands, then nothing is said of them', () => {
    const requests = [sent(1, 'users.info'), sent(2_000, 'users.info'), sent(2_002, 'users.info')]
    expect(told([did(2_001, 'Bob typed')], requests)).toEqual([
      'users.info',
      'users.info',
      '# Bob typed',
      'users.info',
    ])
  })

  it('when two groups are asked for, then both stand among the checks', () => {
    const requests = [sent(1, 'usergroups.users.list', 'S1'), sent(2, 'usergroups.users.list', 'S2')]
    expect(told([], requests)).toEqual(['2 at once', '| usergroups.users.list', '| usergroups.users.list'])
  })

  it('when the secret has been delivered, then the reply and the card stand together, and nothing after them', () => {
    const requests = [
      sent(1, 'chat.postEphemeral', '', 'out'),
      sent(2, 'chat.postMessage', 'card'),
      sent(3, 'response_url', 'reply'),
      sent(4, 'chat.update'),
    ]
    expect(told([], requests)).toEqual([
      'chat.postEphemeral',
      '2 at once',
      '| chat.postMessage',
      '| response_url',
      'chat.update',
    ])
  })

  it('when Slack refused the secret, then nothing is said of what follows', () => {
    const refused: SentView = { ...sent(1, 'chat.postEphemeral', '', 'out'), state: 'bad' }
    const requests = [refused, sent(2, 'response_url', 'reply'), sent(3, 'chat.postMessage', 'card')]
    expect(told([], requests)).toEqual(['chat.postEphemeral', 'response_url', 'chat.postMessage'])
  })
})
