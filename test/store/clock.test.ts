import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { LEASE_MS } from '../../src/domain/pauses.ts'
import { HOUR_MS } from '../../src/domain/policy.ts'
import { NOW, OTHER_SID } from '../unit/ids.ts'
import { BY_NEWKEY, createdOf, deliveredOf, intentOf, revokingOf, unknownOf } from './lives.ts'
import { openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const YEAR = 365 * 24 * HOUR_MS
const intent = () => intentOf(store, {}, { issuesPerHour: 1, liveKeys: 9 })

describe('given a clock that was a year fast for a moment', () => {
  it('when a deletion was put off then, then it is due now, and so is the word about it', async () => {
    store.set(NOW + YEAR)
    const revoking = await revokingOf(store)
    await store.keys.postpone(revoking, NOW + YEAR + 15_000)
    store.set(NOW)
    store.pass(LEASE_MS + 1)
    expect(await store.keys.due()).toMatchObject([{ state: 'revoking' }])
    expect(await store.messages.due()).toMatchObject([{ purpose: 'ending', subject: { state: 'revoking' } }])
  })

  it('when a request was received then, then it is due now', async () => {
    store.set(NOW + YEAR)
    await store.receive()
    store.set(NOW)
    store.pass(LEASE_MS + 1)
    expect(await store.requests.due()).toMatchObject([{ state: 'received' }])
  })

  it.each([60_000, YEAR])(
    'when rows were written %d ms ahead and never tried, then they are due now',
    async (ahead) => {
      store.set(NOW + ahead)
      await store.receive()
      await createdOf(store)
      await deliveredOf(store, OTHER_SID)
      store.set(NOW - ahead)
      store.pass(LEASE_MS + 1)
      expect(await store.requests.due()).toHaveLength(1)
      expect(await store.keys.due()).toHaveLength(1)
      expect(await store.messages.due()).toHaveLength(1)
    },
  )

  it('when a message was put off then, then it is due now', async () => {
    const delivered = await deliveredOf(store)
    store.set(NOW + YEAR)
    const [card] = await store.messages.owed(delivered)
    if (!card) throw new Error('nothing is owed')
    await store.messages.take(card, NOW + YEAR + 15_000)
    store.set(NOW)
    store.pass(LEASE_MS + 1)
    expect(await store.messages.due()).toMatchObject([{ purpose: 'card', attempts: 1 }])
  })

  it('when a search was put off then, then it is due now', async () => {
    store.set(NOW + YEAR)
    await store.requests.searched(await unknownOf(store), NOW + YEAR + HOUR_MS)
    store.set(NOW)
    expect(await store.requests.takeSearches()).toHaveLength(1)
  })

  it('when somebody was issued a key then, then they are limited for an hour from now, and no longer', async () => {
    store.set(NOW + YEAR)
    await intent()
    store.set(NOW)
    await expect(intent()).rejects.toThrow(`denied: hourly_limit, until ${NOW + HOUR_MS}`)
    store.pass(HOUR_MS)
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })

  it('when nobody asked meanwhile, then a pass over the records lets the hour begin', async () => {
    store.set(NOW + YEAR)
    await intent()
    store.set(NOW)
    await store.requests.countFromNow()
    store.pass(HOUR_MS)
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })

  it('when keys were deleted unasked then, then they don’t count against those of today', async () => {
    store.set(NOW + YEAR)
    await store.keys.advance(await createdOf(store), 'revoking', { cause: 'interrupted' }, BY_NEWKEY)
    expect(await store.keys.revokedUnasked(NOW + YEAR - HOUR_MS)).toBe(1)
    store.set(NOW)
    expect(await store.keys.revokedUnasked(NOW - HOUR_MS)).toBe(0)
  })
})

describe('given a clock that was a year slow for a moment', () => {
  it('when others were served meanwhile, then nobody’s limit is forgotten', async () => {
    await intent()
    store.set(NOW - YEAR)
    await store.requests.countFromNow()
    store.set(NOW)
    await expect(intent()).rejects.toThrow(`denied: hourly_limit, until ${NOW + HOUR_MS}`)
  })
})

describe('given a clock that is set while a request is under way', () => {
  it.each([NOW + YEAR, NOW - YEAR])('when it is %d, then the rows stay their process’s', async (at) => {
    await store.authorize()
    await createdOf(store)
    store.set(at)
    expect(await store.requests.due()).toEqual([])
    expect(await store.keys.due()).toEqual([])
    store.pass(LEASE_MS + 1)
    expect(await store.requests.due()).toMatchObject([{ state: 'authorized' }])
    expect(await store.keys.due()).toMatchObject([{ state: 'created' }])
  })
})

describe('given a clock that was two hours fast when newkey started, and was then set right', () => {
  const MINUTE = 60_000
  /** newkey looks at its records every minute. */
  const goOn = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += MINUTE) {
      store.pass(MINUTE)
      await store.requests.countFromNow()
    }
  }

  it('when somebody was issued a key then, then they can ask again an hour after the clock is believed', async () => {
    await intent()
    store.set(NOW - 2 * HOUR_MS)
    await goOn(HOUR_MS + 2 * MINUTE)
    await expect(intent()).rejects.toThrow('hourly_limit')
    await goOn(HOUR_MS)
    await expect(intent()).resolves.toMatchObject({ state: 'intent' })
  })
})
