import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { KeyState } from '../../src/domain/key.ts'
import { LEASE_MS } from '../../src/domain/pauses.ts'
import { ADA, BOB, keySid, TEAM } from '../unit/ids.ts'
import { BY_NEWKEY, createdOf, deliveredOf, heldOf, intentOf, keyIn, owed, owedTo } from './lives.ts'
import { openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const GONE = { cause: 'deleted_elsewhere' } as const
const compared = async (): Promise<string[]> => (await store.keys.comparable()).map(({ state }) => state)

describe('given a key in each state', () => {
  it.each<[KeyState, readonly string[]]>([
    ['delivered', ['delivered']],
    ['active', ['active']],
    ['held', ['held']],
    ['revoking', []],
    ['revoked', []],
  ])('when it is %s, then what is compared is %j', async (state, all) => {
    await keyIn(store, state)
    expect(await compared()).toEqual(all)
  })

  it('when it is only created, then it is left alone while its request is at work on it', async () => {
    const { sid } = await createdOf(store)
    expect(await compared()).toEqual([])
    store.pass(LEASE_MS + 1)
    expect(await compared()).toEqual(['created'])
    await createdOf(store, keySid(2))
    store.keys.release(sid)
    expect(await compared()).toEqual(['created'])
  })
})

describe('given a key that is gone at Twilio', () => {
  it('when it is recorded, then one record says so, it counts no more, and its owner is owed the news', async () => {
    const key = await deliveredOf(store)
    await store.messages.sent(key, 'card', { channel: key.dm, ts: '1.000001' })
    expect(await store.keys.countLive({ team: TEAM, user: ADA })).toBe(1)
    const revoked = await store.keys.advance(key, 'revoked', GONE, BY_NEWKEY)
    expect(store.onAudit.slice(-2).map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
      'delivered ok',
      'revoked deleted_elsewhere',
    ])
    expect(await store.keys.countLive({ team: TEAM, user: ADA })).toBe(0)
    expect(await owedTo(store.messages, revoked)).toEqual(['card anew', 'ending'])
    expect(await store.keys.deletedElsewhere()).toEqual([revoked])
  })

  it('when something else has happened to it meanwhile, then that stands', async () => {
    const key = await deliveredOf(store)
    await store.keys.advance(key, 'revoking', { cause: 'not_received' }, BY_NEWKEY)
    await expect(store.keys.advance(key, 'revoked', GONE, BY_NEWKEY)).rejects.toThrow(
      'no longer in the state',
    )
    expect(await store.keys.deletedElsewhere()).toEqual([])
  })

  it('when a key is being made, then it counts as live too', async () => {
    await intentOf(store)
    await deliveredOf(store, keySid(2))
    expect(await store.keys.countLive({ team: TEAM, user: ADA })).toBe(2)
    expect(await store.keys.countLive({ team: TEAM, user: BOB })).toBe(0)
  })
})

describe('given a question to a reviewer', () => {
  async function question() {
    const key = await heldOf(store)
    const review = await owed(store.messages, key, 'review')
    await store.messages.take(review, 0)
    await store.messages.sent(key, 'review', { channel: key.dm, ts: '1.000001', reader: BOB })
    store.messages.release(review)
    return key
  }

  it('when it stands in their DM, then newkey knows whose it is, until the key is decided about', async () => {
    const key = await question()
    expect(await store.messages.asked()).toEqual([
      { key, posted: { channel: key.dm, ts: '1.000001', reader: BOB } },
    ])
    await store.keys.advance(key, 'active', {}, BY_NEWKEY)
    expect(await store.messages.asked()).toEqual([])
  })

  it('when somebody else is to be asked, then it is owed anew, and stands nowhere', async () => {
    const key = await question()
    const [asked] = await store.messages.asked()
    if (!asked) throw new Error('nobody is asked')
    await store.messages.askAgain(asked)
    expect(await store.messages.asked()).toEqual([])
    expect(await owed(store.messages, key, 'review')).toMatchObject({ posted: undefined, attempts: 0 })
  })

  it('when it was posted somewhere else meanwhile, then that one stays', async () => {
    const key = await question()
    const [asked] = await store.messages.asked()
    if (!asked) throw new Error('nobody is asked')
    await store.messages.sent(key, 'review', { channel: key.dm, ts: '2.000002', reader: BOB })
    await store.messages.askAgain(asked)
    expect(await store.messages.asked()).toMatchObject([{ posted: { ts: '2.000002' } }])
  })

  it('when it stands in a channel, then nobody is looked up', async () => {
    const key = await heldOf(store)
    await store.messages.sent(key, 'review', { channel: key.dm, ts: '1.000001' })
    expect(await store.messages.asked()).toEqual([])
  })
})
