import { describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'

const CONTACT = 'the platform team'
const env = { CONTACT }
const MISSING = (needed: string) =>
  ({ kind: 'says', answer: { ok: false, error: 'missing_scope', needed } }) as const

/** The last thing that Ada was shown, as text. */
const told = (wire: WiredApp): string => JSON.stringify(wire.slack.screen(ADA).at(-1))
const twilio = (wire: WiredApp): string[] => wire.transcript().filter((line) => line.includes('api.twilio'))
const errors = (wire: WiredApp): string[] =>
  wire.log
    .map((line) => JSON.parse(line))
    .flatMap(({ level, msg }) => (level === 'error' || level >= 50 ? [msg] : []))

describe('given an app that lacks a scope', () => {
  it.each(['chat:write', 'im:write', 'users:read', 'usergroups:read'])(
    'when it is %s, then start names it, nothing is asked of Twilio, and the person is sent to their admin',
    async (scope) => {
      const wire = await startWiredApp({ env, before: ({ slack }) => slack.scopes.delete(scope) })
      expect(errors(wire).filter((msg) => msg.includes(`lacks the scope ${scope}. Add`))).toHaveLength(1)
      await wire.type('payments-svc')
      expect(wire.audit().at(-1)).toMatch(/^(denied|failed) slack_setup$/)
      expect(twilio(wire)).toEqual([])
      expect(told(wire)).toContain(CONTACT)
      expect(told(wire)).not.toContain('Try again in a minute')

      wire.slack.scopes.add(scope)
      await wire.type('payments-svc')
      expect(wire.audit().at(-1)).toBe('delivered ok')
    },
  )

  it('when Slack says so only at the delivery, then that key is revoked, and no other is made until a post goes through', async () => {
    const wire = await startWiredApp({ env })
    const made = (): number => wire.twilio.exchanges.filter(({ request }) => request.method === 'POST').length
    for (const method of ['chat.postEphemeral', 'chat.postMessage', 'chat.update'])
      wire.slack.trouble.set(method, MISSING('chat:write'))
    for (const name of ['first', 'second', 'third']) await wire.type(name)
    expect([made(), wire.twilio.keys.size]).toEqual([1, 0])
    expect(errors(wire).join()).toContain('lacks the scope chat:write. Add')
    expect(wire.audit().at(-1)).toBe('failed slack_setup')

    wire.slack.trouble.clear()
    wire.pass(600_000)
    await wire.type('later')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })
})

describe('given a Slack that has asked to wait', () => {
  it.each([
    'auth.test',
    'users.info',
    'usergroups.list',
    'usergroups.users.list',
    'conversations.open',
    'chat.postEphemeral',
  ])(
    'when it is asked for %s within that time, then one call leaves, and the no says until when',
    async (method) => {
      const limit = { kind: 'status', status: 429 } as const
      const wire = await startWiredApp({ before: ({ slack }) => slack.trouble.set(method, limit) })
      const calls = (): number =>
        wire.slack.exchanges.filter(({ request }) => request.path === `/api/${method}`).length
      for (let times = 0; times < 5; times++) {
        await wire.type(`key-${times}`)
        wire.pass(5_000)
      }
      expect(calls()).toBe(1)
      expect(wire.audit().at(-1)).toBe('denied slack_unavailable')
      expect(told(wire)).toContain('"type":"date"')
      wire.slack.trouble.clear()
      wire.pass(6_000)
      await wire.type('later')
      expect(wire.audit().at(-1)).toBe('delivered ok')
    },
  )
})
