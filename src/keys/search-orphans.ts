import type { Instant } from '../domain/clock.ts'
import type { TwilioKey } from '../domain/issuer.ts'
import type { KeyIn } from '../domain/key.ts'
import { isSameLocation } from '../domain/location.ts'
import { HOUR_MS } from '../domain/policy.ts'
import { MOMENTS_MS } from '../domain/prove-key.ts'
import type { RequestIn } from '../domain/request.ts'
import type { Services } from './ports.ts'

const MINUTE_MS = 60_000
/** When newkey searches (ms after a request became `unknown`). After that it searches every hour, for keys that appear late. */
export const SEARCH_AFTER = [0, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS] as const
/** How much older than its intent a key may look (ms): the clock may have been fast at the intent and corrected later. */
export const BEFORE_MS = 24 * HOUR_MS
/** If there are more keys with other names than this, nobody is asked about them. */
const MOST_OTHERS = 5
/** An intent further in the future than this (ms) was recorded by a wrong clock, so its time says nothing. */
const AHEAD_MS = 5 * MINUTE_MS
/** The number of searches in a week. They are counted, since a wrong clock would end them too early or never. */
const MOST_SEARCHES = SEARCH_AFTER.length + 7 * 24

/**
 * Searches the account for keys that requests in state `unknown` may have made. The keys it finds are recorded as `held`.
 * They are never deleted unasked, since nothing proves that newkey made them.
 * @returns the keys that were found now; the questions to reviewers are still owed
 * @throws NewkeyError `store_failed`
 */
export async function searchOrphans(services: Services): Promise<ReadonlyArray<KeyIn<'held'>>> {
  const { store, twilio, clock, log } = services
  const taken = await store.requests.takeSearches()
  const due = taken.filter((request) => isSameLocation(request, twilio.location))
  for (const { id } of taken.filter((request) => !due.includes(request)))
    log.error(
      'A request was made in another account or region; newkey can only search for its key from there',
      { request: id },
    )
  if (due.length === 0) return []
  const listing = await twilio.list()
  if (listing.kind === 'failed') {
    log.error('Twilio didn’t list its keys; newkey will search again in a minute', listing.diagnosis)
    return []
  }
  const all: KeyIn<'held'>[] = []
  for (const request of due) {
    const candidates = listing.keys.filter((key) => mayBeOf(request, key, listing.ahead, clock.now()))
    const found = await recordAll(services, request, candidates)
    const held = found.filter((one) => typeof one !== 'string')
    for (const key of held)
      log.warn('A key was found that an unknown request may have made; newkey asks a person about it', {
        request: request.id,
        sid: key.sid,
      })
    all.push(...held)
    // Another request may be making this key right now. The next search will tell.
    if (!found.includes('undecided'))
      await store.requests.searched(request, nextSearch(request, request.attempts + 1, clock.now()))
  }
  return all
}

/**
 * Keys with exactly the requested name come first. Keys with other names, created at about that time, are recorded only if
 * none of the first kind is new, and only if they are few: most of many would be somebody else's, and each would get a
 * card with a button to delete it.
 */
async function recordAll(
  services: Services,
  request: RequestIn<'unknown'>,
  candidates: readonly TwilioKey[],
): Promise<ReadonlyArray<KeyIn<'held'> | 'known' | 'undecided'>> {
  const record = (keys: readonly TwilioKey[]) =>
    Promise.all(keys.map((key) => services.store.keys.recordFound(request, key)))
  const named = await record(candidates.filter(({ name }) => name === request.name))
  const others = candidates.filter(({ name }) => name !== request.name)
  if (named.some((one) => one !== 'known') || others.length === 0) return named
  if (others.length <= MOST_OTHERS) return [...named, ...(await record(others))]
  services.log.error(
    'Many keys with other names were created at about the time of an unknown request, so newkey asks nobody about them. Check the keys of the account by hand',
    { request: request.id, times: others.length },
  )
  return named
}

/**
 * Whether the request may have made the key. Either the key has exactly the requested name and isn't older than the
 * intent, or it has another name, since Twilio may spell a name differently, and was created within moments of the POST. A
 * key with the requested name may be much younger: the machine may have slept before the POST, or its clock may have been
 * slow at the intent.
 * @param ahead by how much Twilio's clock is ahead of ours (ms)
 */
function mayBeOf(request: RequestIn<'unknown'>, key: TwilioKey, ahead: number, now: Instant): boolean {
  const isNamed = key.name === request.name
  // By time, neither a key without one can be ruled out, nor any key if the intent's own time is wrong.
  if (key.createdAt === undefined || request.intentAt > now + AHEAD_MS) return isNamed
  // An odd `Date` from Twilio must not hide a key, so the uncorrected time counts too.
  const ages = [key.createdAt - ahead - request.intentAt, key.createdAt - request.intentAt]
  return ages.some((age) => (isNamed ? age >= -BEFORE_MS : Math.abs(age) <= MOMENTS_MS))
}

function nextSearch(request: RequestIn<'unknown'>, searches: number, now: number): number | undefined {
  if (searches >= MOST_SEARCHES) return undefined
  const after = SEARCH_AFTER[searches]
  return after === undefined ? now + HOUR_MS : Math.min(request.changedAt, now) + after
}
