import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA, BOB } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, lastReply, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

describe('given HOLD_REVOCATIONS=1', () => {
  it('when Slack refuses the secret, then the key stays, Ada is told not to use it, and Bob decides', async () => {
    wire = await startWiredApp({
      env: { HOLD_REVOCATIONS: '1' },
      before: ({ slack }) =>
        slack.trouble.set('chat.postEphemeral', { kind: 'error', error: 'channel_not_found' }),
    })
    await wire.type('payments-svc')
    expect(wire.twilio.keys.size).toBe(1)
    expect(lastReply(wire, ADA)).toContain(
      'Don’t use your key payments-svc: newkey has no record that its secret reached you.',
    )
    expect(lastReply(wire, ADA)).toContain('newkey will ask another member of your group whether to delete')
    expect(textOf(lastInDm(wire, BOB))).toContain('newkey is set to revoke nothing without asking')
    expect(wire.audit().slice(3)).toEqual(['created ok', 'held on_hold'])

    await wire.press(BOB, lastInDm(wire, BOB), 'delete')
    expect(wire.twilio.keys.size).toBe(0)
    expect(textOf(lastInDm(wire, ADA))).toContain('The key is revoked')
  })

  it('when Bob keeps such a key, then Ada gets a card that doesn’t claim she has the secret, and can revoke it', async () => {
    wire = await startWiredApp({
      env: { HOLD_REVOCATIONS: '1' },
      before: ({ slack }) =>
        slack.trouble.set('chat.postEphemeral', { kind: 'error', error: 'channel_not_found' }),
    })
    await wire.type('payments-svc')
    await wire.press(BOB, lastInDm(wire, BOB), 'keep')
    const card = lastInDm(wire, ADA)
    expect(textOf(card)).toContain('decided to keep this key')
    expect(textOf(card)).not.toContain('You stored the secret')
    await wire.press(ADA, card, 'revoke')
    expect(wire.twilio.keys.size).toBe(0)
    expect(wire.audit().slice(-3)).toEqual([
      'kept on_hold',
      'revoking revoked_by_requester',
      'revoked revoked_by_requester',
    ])
  })

  it('when Ada didn’t get the secret, then her key goes: she asked for it', async () => {
    wire = await startWiredApp({ env: { HOLD_REVOCATIONS: '1' } })
    await wire.type('payments-svc')
    await wire.press(ADA, lastInDm(wire, ADA), 'not_received')
    expect(wire.twilio.keys.size).toBe(0)
  })
})
