import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { HOUR_MS } from '../../src/domain/policy.ts'
import type { RequestIn } from '../../src/domain/request.ts'
import { BOB, NOW, OTHER_TEAM, requestId, SID } from '../unit/ids.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const TWO_AN_HOUR = { issuesPerHour: 2, liveKeys: 100 }
const TWO_LIVE = { issuesPerHour: 100, liveKeys: 2 }

async function intent(limits = TWO_AN_HOUR): Promise<RequestIn<'intent'>> {
  const admitted = await store.registry.admit(await store.authorize(), limits)
  if (admitted.state !== 'intent') throw new Error(`denied: ${admitted.cause}`)
  return admitted
}

describe('given two issues an hour', () => {
  it('when a third is asked for, then it is denied until the first is an hour old', async () => {
    await intent()
    store.pass(60_000)
    await intent()
    const third = await store.registry.admit(await store.authorize(), TWO_AN_HOUR)
    expect(third).toMatchObject({ state: 'denied', cause: 'hourly_limit', retryAt: NOW + HOUR_MS })
    store.pass(HOUR_MS - 60_000)
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })

  it('when five are asked for at once, then two pass', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, () => store.authorize()))
    const admitted = await Promise.all(asked.map((request) => store.registry.admit(request, TWO_AN_HOUR)))
    expect(admitted.map(({ state }) => state).sort()).toEqual([
      ...['denied', 'denied', 'denied', 'intent', 'intent'],
    ])
  })

  it('when one has failed, then it doesn’t count', async () => {
    await intent()
    await store.registry.advance(await intent(), 'failed', { cause: 'twilio_busy' }, BY_ADA)
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })

  it('when a key may have been made, then it counts', async () => {
    await intent()
    await store.registry.advance(await intent(), 'unknown', { cause: 'twilio_silent' }, BY_ADA)
    await expect(intent()).rejects.toThrow('hourly_limit')
  })

  it.each([
    { who: 'another person', parts: { user: BOB } },
    { who: 'the same id in another workspace', parts: { team: OTHER_TEAM } },
  ])('when $who asks, then Ada’s don’t count', async ({ parts }) => {
    await intent()
    await intent()
    const theirs = await store.registry.admit(await store.authorize(parts), TWO_AN_HOUR)
    expect(theirs.state).toBe('intent')
  })

  it('when newkey is being stopped by then, then no key is begun, and it is no denial', async () => {
    const admitted = await store.registry.admit(await store.authorize(), TWO_AN_HOUR, () => true)
    expect(admitted).toMatchObject({ state: 'failed', cause: 'interrupted' })
  })

  it('when a request is overtaken while it is admitted, then nothing is written', async () => {
    const authorized = await store.authorize()
    await store.registry.advance(authorized, 'failed', { cause: 'interrupted' }, BY_ADA)
    const written = store.onAudit.length
    await expect(store.registry.admit(authorized, TWO_AN_HOUR)).rejects.toMatchObject({ code: 'overtaken' })
    expect(store.onAudit).toHaveLength(written)
  })
})

describe('given a key that was found for an outcome that is unknown', () => {
  it('then it doesn’t count as another one that was asked for', async () => {
    const unknown = await store.registry.advance(
      await intent(),
      'unknown',
      { cause: 'twilio_silent' },
      BY_ADA,
    )
    await store.searches.hold(unknown, { sid: SID, name: 'payments-svc', createdAt: NOW }, requestId(99))
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
    await expect(intent()).rejects.toThrow('hourly_limit')
  })
})

describe('given two live keys', () => {
  it('when a third is asked for, then it is denied, also a day later', async () => {
    await intent(TWO_LIVE)
    await intent(TWO_LIVE)
    store.pass(24 * HOUR_MS)
    const third = await store.registry.admit(await store.authorize(), TWO_LIVE)
    expect(third).toMatchObject({ state: 'denied', cause: 'live_limit', retryAt: undefined })
  })

  it('when one is gone, then another passes', async () => {
    await intent(TWO_LIVE)
    const second = await intent(TWO_LIVE)
    await store.registry.advance(second, 'failed', { cause: 'twilio_busy' }, BY_ADA)
    await expect(intent(TWO_LIVE)).resolves.toMatchObject({ state: 'intent' })
  })
})
