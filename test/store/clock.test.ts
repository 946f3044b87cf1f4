import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { HOUR_MS } from '../../src/domain/policy.ts'
import type { RequestIn } from '../../src/domain/request.ts'
import { LEASE_MS } from '../../src/domain/requests.ts'
import { NOW, SID } from '../unit/ids.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const YEAR = 365 * 24 * HOUR_MS
const ONE_AN_HOUR = { issuesPerHour: 1, liveKeys: 9 }

async function intent(): Promise<RequestIn<'intent'>> {
  const admitted = await store.registry.admit(await store.authorize(), ONE_AN_HOUR)
  if (admitted.state === 'denied') throw new Error(`denied until ${admitted.retryAt}`)
  if (admitted.state !== 'intent') throw new Error('not admitted')
  return admitted
}

describe('given a clock that was a year fast for a moment', () => {
  it('when a deletion was put off then, then it is due now', async () => {
    store.set(NOW + YEAR)
    const made = { sid: SID, keyCreatedAt: NOW, name: 'payments-svc' }
    const created = await store.registry.advance(await intent(), 'created', made, BY_ADA)
    const pending = await store.registry.advance(created, 'revoke_pending', { cause: 'no_secret' }, BY_ADA)
    await store.registry.postpone(pending, NOW + YEAR + 15_000)
    store.set(NOW)
    store.pass(LEASE_MS + 1)
    expect(await store.registry.due()).toMatchObject([{ state: 'revoke_pending' }])
    expect(await store.registry.untold()).toMatchObject([{ state: 'revoke_pending' }])
  })

  it('when a search was put off then, then it is due now', async () => {
    store.set(NOW + YEAR)
    const unknown = await store.registry.advance(
      await intent(),
      'unknown',
      { cause: 'twilio_silent' },
      BY_ADA,
    )
    await store.searches.done(unknown, NOW + YEAR + HOUR_MS)
    store.set(NOW)
    expect(await store.searches.take()).toHaveLength(1)
  })

  it('when somebody was issued a key then, then they are limited for an hour from now, and no longer', async () => {
    store.set(NOW + YEAR)
    await intent()
    store.set(NOW)
    await expect(intent()).rejects.toThrow(`denied until ${NOW + HOUR_MS}`)
    store.pass(HOUR_MS)
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })

  it('when nobody asked meanwhile, then a pass over the records lets the hour begin', async () => {
    store.set(NOW + YEAR)
    await intent()
    store.set(NOW)
    await store.registry.countFromNow()
    store.pass(HOUR_MS)
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })

  it('when keys were deleted unasked then, then they don’t count against those of today', async () => {
    store.set(NOW + YEAR)
    const made = { sid: SID, keyCreatedAt: NOW, name: 'payments-svc' }
    const created = await store.registry.advance(await intent(), 'created', made, BY_ADA)
    await store.registry.advance(created, 'revoke_pending', { cause: 'interrupted' }, BY_ADA)
    expect(await store.registry.revokedUnasked(NOW + YEAR - HOUR_MS)).toBe(1)
    store.set(NOW)
    expect(await store.registry.revokedUnasked(NOW - HOUR_MS)).toBe(0)
  })
})

describe('given a clock that was a year slow for a moment', () => {
  it('when others were served meanwhile, then nobody’s limit is forgotten', async () => {
    await intent()
    store.set(NOW - YEAR)
    await store.registry.countFromNow()
    store.set(NOW)
    await expect(intent()).rejects.toThrow(`denied until ${NOW + HOUR_MS}`)
  })
})

describe('given a clock that is set while a request is under way', () => {
  it.each([NOW + YEAR, NOW - YEAR])('when it is %d, then the request stays its process’s', async (at) => {
    await store.authorize()
    store.set(at)
    expect(await store.registry.due()).toEqual([])
    store.pass(LEASE_MS + 1)
    expect(await store.registry.due()).toMatchObject([{ state: 'authorized' }])
  })
})
