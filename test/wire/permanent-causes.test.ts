import { describe, expect, it } from '@jest/globals'
import { ADA, BOB, OTHER_TEAM } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'

const CONTACT = 'the platform team'
const env = { CONTACT }
const DAY = 86_400_000
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
    await wire.type('first')
    expect(wire.audit().at(-1)).toBe('revoked delivery_failed')
    expect(told(wire)).toContain('Trying again won’t help')
    expect(told(wire)).toContain(CONTACT)
    expect(told(wire)).not.toContain('Need a key?')
    for (const name of ['second', 'third']) await wire.type(name)
    expect([made(), wire.twilio.keys.size]).toEqual([1, 0])
    expect(errors(wire).join()).toContain('lacks the scope chat:write. Add')
    expect(wire.audit().at(-1)).toBe('failed slack_setup')

    wire.pass(DAY)
    await wire.type('tomorrow')
    expect([made(), wire.audit().at(-1)]).toEqual([1, 'failed slack_setup'])

    wire.slack.trouble.clear()
    await wire.type('later')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })
})

describe('given a Slack that didn’t take a secret', () => {
  it.each([
    ['missing_scope', 'failed slack_setup'],
    ['token_revoked', 'failed slack_setup'],
    ['restricted_action', 'failed slack_setup'],
    ['messages_tab_disabled', 'failed slack_setup'],
    ['channel_not_found', 'failed dm_unavailable'],
    ['is_archived', 'failed dm_unavailable'],
    ['user_not_in_channel', 'failed dm_unavailable'],
    ['invalid_blocks', 'failed dm_unavailable'],
  ])(
    'when it goes on saying %s, then no other key is made until it takes a message again',
    async (error, audited) => {
      const wire = await startWiredApp({ env })
      const made = (): number =>
        wire.twilio.exchanges.filter(({ request }) => request.method === 'POST').length
      wire.slack.trouble.set('chat.postEphemeral', { kind: 'error', error })
      await wire.type('first')
      for (const name of ['second', 'third']) {
        wire.pass(DAY)
        await wire.type(name)
        expect(wire.audit().at(-1)).toBe(audited)
      }
      expect([made(), wire.twilio.keys.size]).toEqual([1, 0])
      expect(errors(wire).join()).not.toContain('AUDIT_CHANNEL')

      wire.slack.trouble.clear()
      await wire.type('fourth')
      expect(wire.audit().at(-1)).toBe('delivered ok')
      expect(wire.secretSeen()).toEqual({ requests: 2, elsewhere: [] })
    },
  )

  it('when that was in one person’s DM, then others get their keys as before', async () => {
    const wire = await startWiredApp({ env })
    wire.slack.trouble.set('chat.postEphemeral', { kind: 'error', error: 'user_not_in_channel', times: 1 })
    await wire.type('first')
    await wire.type('bobs-key', BOB)
    const posts = wire.transcript().filter((line) => line.includes('chat.postEphemeral'))
    expect(posts.map((line) => line.includes('WITH THE SECRET'))).toEqual([true, true])
  })

  it('when it says which scopes are left, then the log names the one that is missing', async () => {
    const wire = await startWiredApp({
      env,
      meanwhile: ({ path }) => {
        if (path === '/api/chat.postEphemeral') wire.slack.scopes.delete('chat:write')
      },
    })
    await wire.type('first')
    expect(errors(wire).filter((msg) => msg.includes('lacks the scope chat:write. Add'))).not.toEqual([])
    await wire.type('second')
    expect(wire.audit().at(-1)).toBe('failed slack_setup')
    expect(wire.twilio.exchanges.filter(({ request }) => request.method === 'POST')).toHaveLength(1)
  })
})

describe('given a bot token of another workspace', () => {
  it('when somebody types a command, then the log says what to do', async () => {
    const wire = await startWiredApp({
      before: ({ slack }) =>
        slack.trouble.set('auth.test', { kind: 'says', answer: { ok: true, team_id: OTHER_TEAM } }),
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('denied other_workspace')
    expect(wire.log.join()).toContain('copy the bot token of that workspace to SLACK_BOT_TOKEN')
  })
})

describe('given an auth.test that is refused, and not because of the token', () => {
  it.each(['unknown_method', 'enterprise_is_restricted'])(
    'when Slack says %s, then the log doesn’t blame the token',
    async (error) => {
      const wire = await startWiredApp({
        before: ({ slack }) => slack.trouble.set('auth.test', { kind: 'error', error }),
      })
      expect(errors(wire).join()).not.toContain('SLACK_BOT_TOKEN')
    },
  )
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
      const wire = await startWiredApp({
        fractions: true,
        before: ({ slack }) => slack.trouble.set(method, limit),
      })
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

  it.each(['chat.postMessage', 'chat.update'])(
    'when it is asked for %s within that time, then one call leaves, and it is made up for later',
    async (method) => {
      const wire = await startWiredApp()
      const calls = (): number =>
        wire.slack.exchanges.filter(({ request }) => request.path === `/api/${method}`).length
      await wire.type('before')
      const before = calls()
      wire.slack.trouble.set(method, { kind: 'status', status: 429 })
      const card = wire.slack.screen(ADA).find(({ via }) => via === 'chat.postMessage')
      if (!card) throw new Error('no card')
      await wire.press(ADA, card, 'not_received')
      await wire.type('meanwhile')
      await wire.restart(() => wire.pass(5_000))
      expect(calls() - before).toBeLessThanOrEqual(2)
      wire.slack.trouble.clear()
      await wire.restart(() => wire.pass(120_000))
      expect(JSON.stringify(wire.slack.screen(ADA))).toContain('meanwhile')
    },
  )
})
