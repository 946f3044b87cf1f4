import { describe, expect, it } from '@jest/globals'
import type { Instant } from '../../../src/domain/clock.ts'
import type { Listing, TwilioKey } from '../../../src/domain/issuer.ts'
import type { KeyIn } from '../../../src/domain/key.ts'
import { BEFORE_MS, searchOrphans } from '../../../src/keys/search-orphans.ts'
import type { LogFields } from '../../../src/log.ts'
import { keySid, NOW, OTHER_SID, requestId, SID } from '../ids.ts'
import { keyIn, requestIn } from '../requests.ts'
import { fakeServices } from './fake-services.ts'

const key = (createdAt: Instant, name = 'payments-svc', sid = SID): TwilioKey => ({
  sid,
  name,
  createdAt,
  updatedAt: createdAt,
})
type Found = KeyIn<'held'> | 'known' | 'undecided'

/** Searches once, as of `now`, in a list that says `listing`; `found` is what the records say of a candidate. */
async function search(
  listing: Listing,
  { now = NOW, searches = 0, found = keyIn('held') as Found, request = requestIn('unknown') } = {},
) {
  const { services, deeds, did } = fakeServices({
    clock: { now: () => now },
    twilio: {
      list: async () => {
        if (request.region !== 'us1') did('list')
        return listing
      },
    },
    requests: {
      takeSearches: async () => [{ ...request, attempts: searches }],
      searched: async (_, next) =>
        did(next === undefined ? 'the last' : `next after ${(next - NOW) / 60_000} min`),
    },
    keys: {
      recordFound: async (_, { sid }) => {
        did(`record ${sid === SID ? 'it' : 'another'}`)
        return found
      },
    },
  })
  await searchOrphans(services)
  return deeds
}
const listed = (keys: readonly TwilioKey[], ahead = 0): Listing => ({ kind: 'listed', keys, ahead })

describe('given requests that were made in another account or region', () => {
  it('then each gets a line that names it, and Twilio isn’t asked', async () => {
    const elsewhere = { ...requestIn('unknown'), region: 'ie1' }
    const lines: string[] = []
    const { services, deeds } = fakeServices({
      requests: { takeSearches: async () => [elsewhere, { ...elsewhere, id: requestId(2) }] },
    })
    const log = {
      ...services.log,
      error: (message: string, { request }: LogFields = {}) => void lines.push(`${message} ${request}`),
    }
    await searchOrphans({ ...services, log })
    expect(lines).toEqual(
      [requestId(1), requestId(2)].map(
        (id) =>
          `A request was made in another account or region; newkey can only search for its key from there ${id}`,
      ),
    )
    expect(deeds).toEqual([])
  })
})

describe('given a request whose outcome is unknown', () => {
  it.each([
    { what: 'at its intent', at: 0, held: true },
    { what: 'a day before, since a clock may have been fast', at: -BEFORE_MS, held: true },
    { what: 'longer before', at: -BEFORE_MS - 1_000, held: false },
    { what: 'a year after, since a clock may have been slow', at: 365 * BEFORE_MS, held: true },
  ])('when a key of its name was made $what, then it is recorded: $held', async ({ at, held }) => {
    const deeds = await search(listed([key(NOW + at)]))
    expect(deeds.includes('record it')).toBe(held)
  })

  it('when our clock was behind, then Twilio’s times are corrected by that', async () => {
    const ahead = 2 * BEFORE_MS
    expect(await search(listed([key(NOW + ahead, 'Payments Svc')], ahead))).toContain('record it')
    expect(await search(listed([key(NOW + ahead, 'Payments Svc')]))).not.toContain('record it')
  })

  it('when Twilio’s own clock is odd, then it hides no key', async () => {
    expect(await search(listed([key(NOW)], 2 * BEFORE_MS))).toContain('record it')
    expect(await search(listed([key(NOW)], -2 * BEFORE_MS))).toContain('record it')
  })

  it('when there is a key of the exact name, then those of other names aren’t asked about', async () => {
    const keys = [key(NOW, 'somebody else’s', OTHER_SID), key(NOW)]
    expect(await search(listed(keys))).toEqual(['record it', 'next after 1 min'])
    expect(await search(listed(keys), { found: 'known' })).toEqual([
      'record it',
      'record another',
      'next after 1 min',
    ])
  })

  it('when many keys of other names came into being then, then nobody is asked about any', async () => {
    const sids = Array.from({ length: 6 }, (_, number) => keySid(number))
    const keys = sids.map((sid) => key(NOW, `bystander ${sid}`, sid))
    expect(await search(listed(keys))).toEqual(['next after 1 min'])
    expect(await search(listed(keys.slice(1)))).toHaveLength(6)
  })

  it.each([
    { what: 'within moments of the POST', at: 60_000, held: true },
    { what: 'moments before, since clocks differ', at: -60_000, held: true },
    { what: 'longer after', at: 61_000, held: false },
    { what: 'longer before', at: -61_000, held: false },
  ])('when a key has another name and was made $what, then it is recorded: $held', async ({ at, held }) => {
    expect((await search(listed([key(NOW + at, 'Payments Svc')]))).includes('record it')).toBe(held)
  })

  it('when the intent lies in the future, then a key of its name can’t be ruled out by its time', async () => {
    const now = NOW - 365 * 24 * 3_600_000
    expect(await search(listed([key(now)]), { now })).toContain('record it')
    expect(await search(listed([key(now, 'another-svc')]), { now })).not.toContain('record it')
  })

  it('when a key has no time, then it can’t be ruled out', async () => {
    expect(await search(listed([{ ...key(NOW), createdAt: undefined }]))).toContain('record it')
  })

  it('when it was made in another region, then it isn’t searched for here, and the search stays owed', async () => {
    const request = { ...requestIn('unknown'), region: 'ie1' }
    expect(await search(listed([key(NOW)]), { request })).toEqual([])
  })

  it('when nothing is due, then Twilio isn’t asked', async () => {
    const { services, deeds, did } = fakeServices({
      twilio: {
        list: async () => {
          did('list')
          return listed([])
        },
      },
    })
    expect(await searchOrphans(services)).toEqual([])
    expect(deeds).toEqual([])
  })

  it('when a key is recorded, then it is the caller’s to ask somebody about, unlike one that is known', async () => {
    const { services } = fakeServices({
      twilio: { list: async () => listed([key(NOW), key(NOW, 'payments-svc', OTHER_SID)]) },
      requests: { takeSearches: async () => [requestIn('unknown')] },
      keys: { recordFound: async (_, { sid }) => (sid === SID ? keyIn('held') : 'known') },
    })
    expect(await searchOrphans(services)).toEqual([keyIn('held')])
  })

  it('when two keys may be it, then both are recorded', async () => {
    expect(await search(listed([key(NOW), key(NOW + 1_000, 'payments-svc', OTHER_SID)]))).toEqual([
      'record it',
      'record another',
      'next after 1 min',
    ])
  })

  it('when another record has the key, then nobody is asked', async () => {
    expect(await search(listed([key(NOW)]), { found: 'known' })).toEqual(['record it', 'next after 1 min'])
  })

  it('when another request of that name is making a key, then this search doesn’t count', async () => {
    expect(await search(listed([key(NOW)]), { found: 'undecided' })).toEqual(['record it'])
  })

  it('when the list isn’t complete, then this search doesn’t count', async () => {
    expect(await search({ kind: 'failed', diagnosis: { status: 502 } })).toEqual([])
  })

  it.each([
    { searches: 0, now: 0, next: 'next after 1 min' },
    { searches: 1, now: 1, next: 'next after 5 min' },
    { searches: 2, now: 5, next: 'next after 15 min' },
    { searches: 3, now: 15, next: 'next after 75 min' },
    { searches: 4, now: 75, next: 'next after 135 min' },
    { searches: 170, now: 7 * 24 * 60 - 30, next: 'next after 10110 min' },
    { searches: 171, now: 7 * 24 * 60, next: 'the last' },
    { searches: 0, now: -365 * 24 * 60, next: `next after ${1 - 365 * 24 * 60} min` },
  ])(
    'when it was searched for $searches times, then the next search is $next',
    async ({ searches, now, next }) => {
      expect(await search(listed([]), { searches, now: NOW + now * 60_000 })).toEqual([next])
    },
  )
})
