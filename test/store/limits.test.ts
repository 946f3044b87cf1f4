import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { KeyState } from '../../src/domain/key.ts'
import { HOUR_MS } from '../../src/domain/policy.ts'
import type { Ask } from '../../src/domain/request.ts'
import { BOB, NOW, OTHER_TEAM } from '../unit/ids.ts'
import { AUTHORIZED, BY_BOB, foundOf, heldOf, intentOf, keyIn, unknownOf, upTo } from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const TWO_AN_HOUR = { issuesPerHour: 2, liveKeys: 100 }
const ONE_LIVE = { issuesPerHour: 100, liveKeys: 1 }
const TWO_LIVE = { issuesPerHour: 100, liveKeys: 2 }

const admit = async (limits: typeof ONE_LIVE, parts: Partial<Ask> = {}) =>
  store.requests.admit(await store.receive(parts), AUTHORIZED, upTo(limits))
const intent = (limits = TWO_AN_HOUR) => intentOf(store, {}, limits)

describe('given two issues an hour', () => {
  it('when a third is asked for, then it is denied until the first is an hour old', async () => {
    await intent()
    store.pass(60_000)
    await intent()
    expect(await admit(TWO_AN_HOUR)).toMatchObject({
      state: 'denied',
      cause: 'hourly_limit',
      retryAt: NOW + HOUR_MS,
    })
    store.pass(HOUR_MS - 60_000)
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })

  it('when five are asked for at once, then two pass', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, () => store.receive()))
    const admitted = await Promise.all(
      asked.map((request) => store.requests.admit(request, AUTHORIZED, upTo(TWO_AN_HOUR))),
    )
    expect(admitted.map(({ state }) => state).sort()).toEqual([
      'denied',
      'denied',
      'denied',
      'intent',
      'intent',
    ])
  })

  it('when one was denied, then it doesn’t count', async () => {
    await intent()
    await admit({ issuesPerHour: 1, liveKeys: 100 })
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })

  it('when one has failed, then it doesn’t count', async () => {
    await intent()
    await store.requests.advance(await intent(), 'failed', { cause: 'twilio_busy' }, BY_ADA)
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })

  it('when a key may have been made, then it counts', async () => {
    await intent()
    await unknownOf(store)
    await expect(intent()).rejects.toThrow('hourly_limit')
  })

  it('when a key was made and is gone already, then it counts', async () => {
    await intent()
    await keyIn(store, 'revoked')
    await expect(intent()).rejects.toThrow('hourly_limit')
  })

  it.each([
    { who: 'another person', parts: { user: BOB } },
    { who: 'the same id in another workspace', parts: { team: OTHER_TEAM } },
  ])('when $who asks, then Ada’s don’t count', async ({ parts }) => {
    await intent()
    await intent()
    expect(await admit(TWO_AN_HOUR, parts)).toMatchObject({ state: 'intent' })
  })
})

describe('given a key that was found for an outcome that is unknown', () => {
  it('then it doesn’t count as another one that was asked for', async () => {
    await foundOf(store, await unknownOf(store))
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
    await expect(intent()).rejects.toThrow('hourly_limit')
  })
})

describe('given two live keys', () => {
  it('when a third is asked for, then it is denied, also a day later', async () => {
    await intent(TWO_LIVE)
    await intent(TWO_LIVE)
    store.pass(24 * HOUR_MS)
    expect(await admit(TWO_LIVE)).toMatchObject({ state: 'denied', cause: 'live_limit', retryAt: undefined })
  })

  it('when one came to nothing, then another passes', async () => {
    await intent(TWO_LIVE)
    const second = await intent(TWO_LIVE)
    await store.requests.advance(second, 'failed', { cause: 'twilio_busy' }, BY_ADA)
    await expect(intent(TWO_LIVE)).resolves.toMatchObject({ state: 'intent' })
  })

  it.each([
    { who: 'another person', parts: { user: BOB } },
    { who: 'the same id in another workspace', parts: { team: OTHER_TEAM } },
  ])('when $who asks, then Ada’s don’t count', async ({ parts }) => {
    await keyIn(store, 'active')
    expect(await admit(ONE_LIVE, parts)).toMatchObject({ state: 'intent' })
  })
})

describe('given one live key at a time', () => {
  it.each<{ readonly state: KeyState; readonly isLive: boolean }>([
    { state: 'created', isLive: true },
    { state: 'delivered', isLive: true },
    { state: 'active', isLive: true },
    { state: 'held', isLive: false },
    { state: 'revoking', isLive: false },
    { state: 'revoked', isLive: false },
  ])('when somebody’s key is $state, then it counts: $isLive', async ({ state, isLive }) => {
    await keyIn(store, state)
    expect(await admit(ONE_LIVE)).toMatchObject({ state: isLive ? 'denied' : 'intent' })
  })

  it('when a key is being made, then it counts', async () => {
    await intent(ONE_LIVE)
    expect(await admit(ONE_LIVE)).toMatchObject({ state: 'denied', cause: 'live_limit' })
  })

  it('when a key that was held is kept, then it counts', async () => {
    await store.keys.advance(await heldOf(store), 'active', {}, BY_BOB)
    expect(await admit(ONE_LIVE)).toMatchObject({ state: 'denied', cause: 'live_limit' })
  })

  it('when a key that was found is kept, then it counts for the person who may have made it', async () => {
    const found = await foundOf(store, await unknownOf(store))
    await store.keys.advance(found, 'active', {}, BY_BOB)
    expect(await admit(ONE_LIVE)).toMatchObject({ state: 'denied', cause: 'live_limit' })
  })

  it('when nobody knows whether a key was made, then none counts', async () => {
    await unknownOf(store)
    expect(await admit(ONE_LIVE)).toMatchObject({ state: 'intent' })
  })

  it('when a request is only received or authorized, then none counts', async () => {
    await store.receive()
    await store.authorize()
    expect(await admit(ONE_LIVE)).toMatchObject({ state: 'intent' })
  })
})
