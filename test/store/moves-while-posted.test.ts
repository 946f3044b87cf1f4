import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { DM, NOW } from '../unit/ids.ts'
import { BY_BOB, deliveredOf, foundOf, moveTo, owedTo, unknownOf } from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())
const AT = { channel: DM, ts: '1.000001' }

describe('given a card that has just been posted', () => {
  it('when its key moves on while that is being recorded, then the card is still owed an update', async () => {
    const delivered = await deliveredOf(store)
    const [, active] = await Promise.all([
      store.messages.sent(delivered, 'card', AT),
      store.keys.advance(delivered, 'active', { cause: undefined }, BY_ADA),
    ])
    expect(await owedTo(store.messages, active)).toEqual(['card anew'])
  })

  it('when its key is revoked while that is being recorded, then the card is still owed an update', async () => {
    const delivered = await deliveredOf(store)
    const [, revoking] = await Promise.all([
      store.messages.sent(delivered, 'card', AT),
      store.keys.advance(delivered, 'revoking', { cause: 'not_received' }, BY_ADA),
    ])
    expect(await owedTo(store.messages, revoking)).toContain('card anew')
  })

  it('when its key moves on twice meanwhile, then the update can be taken on', async () => {
    const delivered = await deliveredOf(store)
    const active = await moveTo(store, delivered, 'active')
    const [, revoking] = await Promise.all([
      store.messages.sent(delivered, 'card', AT),
      moveTo(store, active, 'revoking'),
    ])
    const card = (await store.messages.owed(revoking)).find(({ purpose }) => purpose === 'card')
    if (!card) throw new Error('no card owed')
    expect(await store.messages.take(card, NOW + 60_000)).toBe(true)
  })

  it('when a reviewer decides while the question is being recorded, then it is owed an update', async () => {
    const held = await foundOf(store, await unknownOf(store))
    const [, kept] = await Promise.all([
      store.messages.sent(held, 'review', AT),
      store.keys.advance(held, 'active', {}, BY_BOB),
    ])
    expect(await owedTo(store.messages, kept)).toContain('review anew')
  })
})
