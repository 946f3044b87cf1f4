import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import type { SlackTrouble } from '../../sandbox/slack/trouble.ts'
import { ACCOUNT, HANGS, startWiredApp, type WiredApp } from './bot.ts'
import { lastReply } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

describe('given a key that was made, and a Slack that does not take its secret', () => {
  const cases: readonly (readonly [string, SlackTrouble])[] = [
    ['an error', { kind: 'error', error: 'user_not_in_channel' }],
    ['a fatal_error that may have shown it', { kind: 'error', error: 'fatal_error', posted: true }],
    ['a hang', { kind: 'hang' }],
    ['a 429', { kind: 'status', status: 429 }],
    ['a 500', { kind: 'status', status: 500 }],
    ['a broken connection', { kind: 'reset' }],
    ['an answer whose body never comes', { kind: 'stall' }],
    ['an answer that is not Slack’s', { kind: 'garbage' }],
  ]
  it.each(cases)(
    'when it answers with %s, then the key is deleted at once, and the user told where they typed',
    async (_, trouble) => {
      wire = await startWiredApp({
        ...HANGS,
        before: ({ slack }) => slack.trouble.set('chat.postEphemeral', trouble),
      })
      await wire.type('payments-svc')

      const [made, shown, deleted, ...rest] = wire.transcript().slice(5)
      expect(made).toContain('Keys.json FriendlyName=payments-svc → 201')
      expect(shown).toContain('chat.postEphemeral channel=D0ADA00001 user=U0ADA00001 WITH THE SECRET')
      expect(deleted).toMatch(new RegExp(`^api.twilio.com DELETE ${ACCOUNT}/Keys/SK[0-9a-f]{32}.json → 204$`))
      expect(rest).toEqual(['POST response_url → 200'])
      expect(wire.twilio.keys.size).toBe(0)
      expect(wire.secretSeen()).toEqual({ requests: 1, elsewhere: [] })

      expect(lastReply(wire, ADA)).toContain('Slack didn’t take the message with the secret')
      expect(lastReply(wire, ADA)).toContain('The key is deleted')
      expect(wire.audit().slice(3)).toEqual([
        'created ok',
        'revoking delivery_failed',
        'revoked delivery_failed',
      ])
    },
  )

  it('when Twilio does not delete it either, then it is tried again until it is gone, and the user told by DM', async () => {
    wire = await startWiredApp({
      ...HANGS,
      before: ({ slack, twilio }) => {
        slack.trouble.set('chat.postEphemeral', { kind: 'hang' })
        twilio.trouble.set('delete', { kind: 'twilio', status: 503, code: 20503 })
      },
    })
    await wire.type('payments-svc')
    expect(lastReply(wire, ADA)).toContain('The key is being deleted')
    expect(wire.twilio.keys.size).toBe(1)

    wire.twilio.trouble.clear()
    await wire.restart()
    expect(wire.twilio.keys.size).toBe(1) // not before its pause is over
    wire.pass(60_000)
    await wire.restart()
    expect(wire.twilio.keys.size).toBe(0)
    expect(wire.audit().at(-1)).toBe('revoked delivery_failed')
    expect(JSON.stringify(wire.slack.screen(ADA).at(-1))).toContain('The key is deleted')
  })

  it('when Twilio says that there is no such key, then only two lists without it, a minute apart, prove that', async () => {
    wire = await startWiredApp({
      ...HANGS,
      before: ({ slack, twilio }) => {
        slack.trouble.set('chat.postEphemeral', { kind: 'hang' })
        twilio.trouble.set('delete', { kind: 'twilio', status: 404, code: 20404, made: true })
        twilio.trouble.set('list', { kind: 'twilio', status: 401, code: 20003, times: 1 })
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('revoking delivery_failed')
    wire.pass(60_000)
    await wire.restart()
    expect(wire.transcript().filter((line) => line.includes('GET'))).toEqual([
      `api.twilio.com GET ${ACCOUNT}/Keys.json PageSize=1000 → 401 20003`,
      `api.twilio.com GET ${ACCOUNT}/Keys.json PageSize=1000 → 200`,
    ])
    expect(wire.audit().at(-1)).toBe('revoking delivery_failed')
    wire.pass(60_000)
    await wire.restart()
    expect(wire.audit().at(-1)).toBe('revoked delivery_failed')
  })
})

describe('given a DM that can not be opened', () => {
  it.each([
    { kind: 'error', error: 'cannot_dm_bot' },
    { kind: 'hang' },
    { kind: 'status', status: 500 },
  ] as const)('when Slack answers ($kind), then no key is made', async (trouble) => {
    wire = await startWiredApp({
      ...HANGS,
      before: ({ slack }) => slack.trouble.set('conversations.open', trouble),
    })
    await wire.type('payments-svc')
    expect(wire.twilio.exchanges).toEqual([])
    expect(lastReply(wire, ADA)).toContain('couldn’t open a DM with you')
    expect(wire.audit()).toEqual(
      ['received ok', 'authorized ok', 'failed dm_unavailable'].filter((e) => !e.startsWith('auth')),
    )
  })
})

describe('given a key that was delivered', () => {
  it('when the card can not be posted, then it is posted later, and the key stays', async () => {
    wire = await startWiredApp({
      ...HANGS,
      before: ({ slack }) => slack.trouble.set('chat.postMessage', { kind: 'hang', times: 1 }),
    })
    await wire.type('payments-svc')
    expect(wire.slack.screen(ADA).some(({ via }) => via === 'chat.postMessage')).toBe(false)
    wire.pass(60_000)
    await wire.restart()
    expect(wire.slack.screen(ADA).some(({ via }) => via === 'chat.postMessage')).toBe(true)
    expect(wire.audit().at(-1)).toBe('delivered ok')
    expect(wire.twilio.keys.size).toBe(1)
  })

  it('when the reply where it was typed is not taken, then the card alone says so', async () => {
    wire = await startWiredApp({
      ...HANGS,
      before: ({ slack }) => slack.trouble.set('response_url', { kind: 'status', status: 500 }),
    })
    await wire.type('payments-svc')
    expect(wire.slack.screen(ADA).map(({ via }) => via)).toEqual(['chat.postEphemeral', 'chat.postMessage'])
  })

  it('when a refusal is not taken where it was typed, then it comes by DM', async () => {
    wire = await startWiredApp({
      ...HANGS,
      before: ({ slack }) => slack.trouble.set('response_url', { kind: 'hang' }),
    })
    await wire.type('a'.repeat(65))
    expect(wire.slack.screen(ADA).map(({ channel, via }) => [channel, via])).toEqual([
      ['D0ADA00001', 'chat.postMessage'],
    ])
  })
})
