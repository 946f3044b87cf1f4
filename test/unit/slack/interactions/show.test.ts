import { describe, expect, it } from '@jest/globals'
import type { PostedMessage } from '../../../../src/domain/messages.ts'
import { isDmId, type KeySid } from '../../../../src/ids.ts'
import type { Pressed } from '../../../../src/slack/interactions/press.ts'
import { showCard } from '../../../../src/slack/interactions/show-card.ts'
import { showReview } from '../../../../src/slack/interactions/show-review.ts'
import { reviewCard } from '../../../../src/slack/messages/review-card.ts'
import { ADA, DM, SID, TEAM } from '../../ids.ts'
import { type Parts, REPLY_TO } from '../../keys/fake-services.ts'
import { keyIn } from '../../requests.ts'
import { WORDING } from '../messages/every-message.ts'
import { listening } from './listening.ts'

const HERE: PostedMessage = { channel: DM, ts: '1.000001' }
const RECORDED: PostedMessage = { channel: DM, ts: '2.000002' }
/** A press on the message that the records name: the ordinary case. */
const pressed: Pressed<KeySid> = {
  value: SID,
  user: ADA,
  team: TEAM,
  at: RECORDED,
  isEphemeral: false,
  replyTo: REPLY_TO,
  payloadDigest: 'd'.repeat(64),
}
/** A press on a copy of it, whose posting Slack had answered with an error. */
const onCopy: Pressed<KeySid> = { ...pressed, at: HERE }
const onEphemeral: Pressed<KeySid> = { ...pressed, at: undefined, isEphemeral: true }

/** Services in which an update, and what is recorded as sent, say which message it is about. */
function shown(parts: Parts = {}) {
  const { services, deeds, did } = listening({
    ...parts,
    notices: {
      update: async ({ state }, purpose, { ts }) => {
        did(`update ${purpose} ${ts} to ${state}`)
        return true
      },
      ...parts.notices,
    },
    messages: {
      sent: async ({ state }, purpose, posted) =>
        did(`sent ${purpose} of ${state}${posted ? ` at ${posted.ts}` : ''}`),
      ...parts.messages,
    },
  })
  return { services, deeds }
}
const recorded: Parts = { messages: { find: async () => RECORDED } }

describe('given a key that its owner has answered about', () => {
  it('when they pressed on the message with the secret, then it goes, and the card is updated', async () => {
    const { services, deeds } = shown(recorded)
    await showCard(services, keyIn('active'), onEphemeral)
    expect(deeds).toEqual([
      'delete_original',
      `update card ${RECORDED.ts} to active`,
      'sent card of active at 2.000002',
    ])
  })

  it('when no record says where the card is, then the one that was pressed is it, and that is recorded', async () => {
    const { services, deeds } = shown()
    await showCard(services, keyIn('active'), onCopy)
    expect(deeds).toEqual([`update card ${HERE.ts} to active`, 'sent card of active at 1.000001'])
  })

  it('when the click says that the card is in a channel of others, then nothing is updated there', async () => {
    const channel = 'D0BOB00001'
    if (!isDmId(channel)) throw new Error('no DM')
    const { services, deeds } = shown()
    await showCard(services, keyIn('active'), { ...pressed, at: { channel, ts: '1.000001' } })
    expect(deeds).toEqual(['take card for 15000', 'send card of active', 'sent card of active at 1.000001'])
  })

  it('when no card was posted with the key, then it is posted now', async () => {
    const { services, deeds } = shown()
    await showCard(services, keyIn('active'), onEphemeral)
    expect(deeds).toEqual([
      'delete_original',
      'take card for 15000',
      'send card of active',
      'sent card of active at 1.000001',
    ])
  })

  it.each(['revoking', 'revoked'] as const)(
    'when it is %s, then the card says so, and no ending is sent besides',
    async (state) => {
      const { services, deeds } = shown(recorded)
      await showCard(services, keyIn(state), pressed)
      expect(deeds).toEqual([
        `update card ${RECORDED.ts} to ${state}`,
        `sent card of ${state} at ${RECORDED.ts}`,
        `sent ending of ${state}`,
      ])
    },
  )

  it.each(['revoking', 'revoked'] as const)(
    'when it is %s and they pressed on another copy of the card, then the recorded one is updated, and they are told where they pressed',
    async (state) => {
      const { services, deeds } = shown(recorded)
      await showCard(services, keyIn(state), onCopy)
      expect(deeds).toEqual([
        `update card ${RECORDED.ts} to ${state}`,
        `sent card of ${state} at ${RECORDED.ts}`,
        `reply ${state}`,
        `sent ending of ${state}`,
      ])
    },
  )

  it('when the card can’t say that it is revoked, then it is said where the button was, and the card stays owed', async () => {
    const { services, deeds } = shown({ ...recorded, notices: { update: async () => false } })
    await showCard(services, keyIn('revoked'), pressed)
    expect(deeds).toEqual(['reply revoked', 'sent ending of revoked'])
  })

  it('when neither can, then both stay owed', async () => {
    const silent = { update: async () => false, reply: async () => false }
    const { services, deeds } = shown({ ...recorded, notices: silent })
    await showCard(services, keyIn('revoked'), pressed)
    expect(deeds).toEqual([])
  })
})

describe('given a key that a reviewer has decided about', () => {
  it('when it is kept, then the question says so, and its owner gets a card', async () => {
    const { services, deeds } = shown(recorded)
    await showReview(services, keyIn('active'), pressed)
    expect(deeds).toEqual([
      `update review ${RECORDED.ts} to active`,
      `sent review of active at ${RECORDED.ts}`,
      'take card for 15000',
      'send card of active',
      'sent card of active at 1.000001',
    ])
  })

  it('when it is deleted, then the question says so, and its owner is told', async () => {
    const { services, deeds } = shown(recorded)
    await showReview(services, keyIn('revoked'), pressed)
    expect(deeds).toEqual([
      `update review ${RECORDED.ts} to revoked`,
      `sent review of revoked at ${RECORDED.ts}`,
      'take ending for 15000',
      'send ending of revoked',
      'sent ending of revoked at 1.000001',
    ])
  })

  it('when no record says where the question is, then the one that was pressed is it, and that is recorded', async () => {
    const { services, deeds } = shown()
    await showReview(services, keyIn('revoked'), onCopy)
    expect(deeds.slice(0, 2)).toEqual([
      `update review ${HERE.ts} to revoked`,
      `sent review of revoked at ${HERE.ts}`,
    ])
    expect(deeds.filter((deed) => deed.startsWith('say'))).toEqual([])
  })

  it('when another copy of the question was pressed, then the recorded one is updated, and the reviewer is told where they pressed', async () => {
    const { services, deeds } = shown(recorded)
    await showReview(services, keyIn('active'), onCopy)
    expect(deeds.filter((deed) => deed.startsWith('update'))).toEqual([
      `update review ${RECORDED.ts} to active`,
    ])
    expect(deeds.at(-1)).toBe(`say ${reviewCard(keyIn('active'), WORDING)?.text}`)
  })

  it('when the question can’t be updated, then that stays owed, and the reviewer is told where they pressed', async () => {
    const { services, deeds } = shown({ ...recorded, notices: { update: async () => false } })
    await showReview(services, keyIn('revoked'), pressed)
    expect(deeds.filter((deed) => deed.startsWith('sent review'))).toEqual([])
    expect(deeds.at(-1)).toBe(`say ${reviewCard(keyIn('revoked'), WORDING)?.text}`)
  })
})
