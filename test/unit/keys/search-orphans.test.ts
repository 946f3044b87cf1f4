import { describe, expect, it } from '@jest/globals'
import type { Instant } from '../../../src/domain/clock.ts'
import type { Listing, TwilioKey } from '../../../src/domain/issuer.ts'
import type { RequestIn } from '../../../src/domain/request.ts'
import { BEFORE_MS, searchOrphans } from '../../../src/keys/search-orphans.ts'
import { keySid, NOW, OTHER_SID, requestId, SID } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices } from './fake-services.ts'

const key = (createdAt: Instant, name = 'payments-svc', sid = SID): TwilioKey => ({
  sid,
  name,
  createdAt,
  updatedAt: createdAt,
})
const ORPHAN = { ...requestIn('held'), origin: requestId(9), told: true }
type Held = RequestIn<'held'> | 'known' | 'undecided'

/** Searches once, as of `now`, in a list that says `listing`; `hold` is what the records say of a candidate. */
async function search(listing: Listing, { now = NOW, searches = 0, hold = ORPHAN as Held } = {}) {
  const { deps, deeds } = fakeServices({ now: () => now })
  const list = async (): Promise<Listing> => listing
  await searchOrphans({
    ...deps,
    issuer: { ...deps.issuer, list },
    searches: {
      take: async () => [{ request: requestIn('unknown'), searches }],
      done: async (_, next) =>
        void deeds.push(next === undefined ? 'the last' : `next after ${(next - NOW) / 60_000} min`),
      hold: async (_, { sid }) => {
        deeds.push(`hold ${sid === SID ? 'it' : 'another'}`)
        return hold
      },
    },
  })
  return deeds
}
const listed = (keys: readonly TwilioKey[], ahead = 0): Listing => ({ kind: 'listed', keys, ahead })

describe('given a request whose outcome is unknown', () => {
  it.each([
    { what: 'at its intent', at: 0, held: true },
    { what: 'a day before, since a clock may have been fast', at: -BEFORE_MS, held: true },
    { what: 'longer before', at: -BEFORE_MS - 1_000, held: false },
    { what: 'a year after, since a clock may have been slow', at: 365 * BEFORE_MS, held: true },
  ])('when a key of its name was made $what, then it is held: $held', async ({ at, held }) => {
    const deeds = await search(listed([key(NOW + at)]))
    expect(deeds.includes('hold it')).toBe(held)
  })

  it('when our clock was behind, then Twilio’s times are corrected by that', async () => {
    const ahead = 2 * BEFORE_MS
    expect(await search(listed([key(NOW + ahead, 'Payments Svc')], ahead))).toContain('hold it')
    expect(await search(listed([key(NOW + ahead, 'Payments Svc')]))).not.toContain('hold it')
  })

  it('when Twilio’s own clock is odd, then it hides no key', async () => {
    expect(await search(listed([key(NOW)], 2 * BEFORE_MS))).toContain('hold it')
    expect(await search(listed([key(NOW)], -2 * BEFORE_MS))).toContain('hold it')
  })

  it('when there is a key of the exact name, then those of other names aren’t asked about', async () => {
    const keys = [key(NOW, 'somebody else’s', OTHER_SID), key(NOW)]
    expect(await search(listed(keys))).toEqual(['hold it', 'next after 1 min'])
    expect(await search(listed(keys), { hold: 'known' })).toEqual([
      'hold it',
      'hold another',
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
  ])('when a key has another name and was made $what, then it is held: $held', async ({ at, held }) => {
    expect((await search(listed([key(NOW + at, 'Payments Svc')]))).includes('hold it')).toBe(held)
  })

  it('when the intent lies in the future, then a key of its name can’t be ruled out by its time', async () => {
    const now = NOW - 365 * 24 * 3_600_000
    expect(await search(listed([key(now)]), { now })).toContain('hold it')
    expect(await search(listed([key(now, 'another-svc')]), { now })).not.toContain('hold it')
  })

  it('when a key has no time, then it can’t be ruled out', async () => {
    expect(await search(listed([{ ...key(NOW), createdAt: undefined }]))).toContain('hold it')
  })

  it('when it was made in another region, then it isn’t searched for here, and the search stays owed', async () => {
    const { deps, deeds } = fakeServices()
    let listedHere = 0
    const list = async (): Promise<Listing> => {
      listedHere += 1
      return listed([key(NOW)])
    }
    const take = async () => [{ request: { ...requestIn('unknown'), region: 'ie1' }, searches: 0 }]
    await searchOrphans({ ...deps, issuer: { ...deps.issuer, list }, searches: { ...deps.searches, take } })
    expect([listedHere, deeds]).toEqual([0, []])
  })

  it('when two keys may be it, then both are held', async () => {
    expect(await search(listed([key(NOW), key(NOW + 1_000, 'payments-svc', OTHER_SID)]))).toEqual([
      'hold it',
      'hold another',
      'next after 1 min',
    ])
  })

  it('when another record has the key, then nobody is asked', async () => {
    expect(await search(listed([key(NOW)]), { hold: 'known' })).toEqual(['hold it', 'next after 1 min'])
  })

  it('when another request of that name is making a key, then this search doesn’t count', async () => {
    expect(await search(listed([key(NOW)]), { hold: 'undecided' })).toEqual(['hold it'])
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
