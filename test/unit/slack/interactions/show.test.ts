import { describe, expect, it } from '@jest/globals'
import type { PostedMessage } from '../../../../src/domain/messages.ts'
import { isDmId } from '../../../../src/ids.ts'
import type { Pressed } from '../../../../src/slack/interactions/press.ts'
import { showCard } from '../../../../src/slack/interactions/show-card.ts'
import { showReview } from '../../../../src/slack/interactions/show-review.ts'
import { ADA, DM, SID, TEAM } from '../../ids.ts'
import { type Parts, SECRET } from '../../keys/fake-services.ts'
import { keyIn } from '../../requests.ts'
import { listening } from './listening.ts'

const HERE: PostedMessage = { channel: DM, ts: '1.000001' }
/** A message is taken before it is sent, so that nobody else sends it too. */
const TAKEN = 'take card for 15000'
const RECORDED: PostedMessage = { channel: DM, ts: '2.000002' }
const pressed: Pressed = {
  key: SID,
  user: ADA,
  team: TEAM,
  at: HERE,
  isEphemeral: false,
  replyTo: SECRET,
  payloadDigest: 'd'.repeat(64),
}
const onEphemeral: Pressed = { ...pressed, at: undefined, isEphemeral: true }

/** Services in which an update says which message it is of. */
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
  })
  return { services, deeds }
}
const recorded: Parts = { messages: { find: async () => RECORDED } }

describe('given a key that its owner has answered about', () => {
  it('when they pressed on the message with the secret, then it goes, and the card is updated', async () => {
    const { services, deeds } = shown(recorded)
    await showCard(services, keyIn('active'), onEphemeral)
    expect(deeds).toEqual(['delete_original', `update card ${RECORDED.ts} to active`, 'sent card of active'])
  })

  it('when no record says where the card is, then the one that was pressed is it, and that is recorded', async () => {
    const { services, deeds } = shown()
    await showCard(services, keyIn('active'), pressed)
    expect(deeds).toEqual([`update card ${HERE.ts} to active`, 'sent card of active'])
  })

  it('when the click says that the card is in a channel of others, then nothing is updated there', async () => {
    const channel = 'D0BOB00001'
    if (!isDmId(channel)) throw new Error('no DM')
    const { services, deeds } = shown()
    await showCard(services, keyIn('active'), { ...pressed, at: { channel, ts: '1.000001' } })
    expect(deeds).toEqual([TAKEN, 'send card of active', 'sent card of active'])
  })

  it('when no card was posted with the key, then it is posted now', async () => {
    const { services, deeds } = shown()
    await showCard(services, keyIn('active'), onEphemeral)
    expect(deeds).toEqual(['delete_original', TAKEN, 'send card of active', 'sent card of active'])
  })

  it.each(['revoking', 'revoked'] as const)(
    'when it is %s, then the card says so, and no ending is sent besides',
    async (state) => {
      const { services, deeds } = shown(recorded)
      await showCard(services, keyIn(state), { ...pressed, at: RECORDED })
      expect(deeds).toEqual([
        `update card ${RECORDED.ts} to ${state}`,
        `sent card of ${state}`,
        `sent ending of ${state}`,
      ])
    },
  )

  it('when the button was on another copy of the card, then the recorded one is updated, and the answer says it here', async () => {
    const { services, deeds } = shown(recorded)
    await showCard(services, keyIn('revoked'), pressed)
    expect(deeds).toEqual([
      `update card ${RECORDED.ts} to revoked`,
      'sent card of revoked',
      'reply revoked',
      'sent ending of revoked',
    ])
  })

  it('when the card can’t say that it is revoked, then it is said where the button was', async () => {
    const { services, deeds } = shown({ ...recorded, notices: { update: async () => false } })
    await showCard(services, keyIn('revoked'), pressed)
    expect(deeds).toEqual(['reply revoked', 'sent ending of revoked'])
  })

  it('when neither can, then the ending stays owed', async () => {
    const silent = { update: async () => false, reply: async () => false }
    const { services, deeds } = shown({ ...recorded, notices: silent })
    await showCard(services, keyIn('revoked'), pressed)
    expect(deeds).toEqual([])
  })
})

describe('given a key that a reviewer has decided about', () => {
  it('when it is kept, then the question says so, and its owner gets a card', async () => {
    const { services, deeds } = shown(recorded)
    await showReview(services, keyIn('active'), { ...pressed, at: RECORDED })
    expect(deeds).toEqual([
      `update review ${RECORDED.ts} to active`,
      'sent review of active',
      TAKEN,
      'send card of active',
      'sent card of active',
    ])
  })

  it('when it is deleted, then the question says so, and its owner is told', async () => {
    const { services, deeds } = shown()
    await showReview(services, keyIn('revoked'), pressed)
    expect(deeds).toEqual([
      `update review ${HERE.ts} to revoked`,
      'sent review of revoked',
      'take ending for 15000',
      'send ending of revoked',
      'sent ending of revoked',
    ])
  })
})
