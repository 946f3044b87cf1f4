import type { Instant } from '../domain/clock.ts'
import type { TwilioKey } from '../domain/issuer.ts'
import type { KeyIn } from '../domain/key.ts'
import { isSameLocation } from '../domain/location.ts'
import { MOMENTS_MS } from '../domain/prove-key.ts'
import type { RequestIn } from '../domain/request.ts'
import type { Services } from './ports.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** When an unknown outcome is searched for (ms after it came); afterwards every hour, for keys that come late. */
export const SEARCH_AFTER = [0, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS] as const
/** A clock that was fast at the intent and was set right afterwards makes the key look older than that. */
export const BEFORE_MS = 24 * HOUR_MS
/** More keys of other names than these are nobody's to ask about. */
const MOST_OTHERS = 5
/** An intent that lies further ahead than this was recorded by a wrong clock: when it was, nobody can say. */
const AHEAD_MS = 5 * MINUTE_MS
/** As many searches as there are in a week. They are counted, since a clock that was wrong would end them early, or never. */
const MOST_SEARCHES = SEARCH_AFTER.length + 7 * 24

type SearchServices = Pick<Services, 'store' | 'twilio' | 'log' | 'clock'>

/**
 * Looks through all keys of the account for those that requests with an unknown outcome may have made. What it finds is
 * recorded, and never deleted unasked, since nobody can prove it ours.
 * @returns the keys that were found, of which a person is still to be asked
 * @throws NewkeyError `store_failed`
 */
export async function searchOrphans(services: SearchServices): Promise<ReadonlyArray<KeyIn<'held'>>> {
  const { store, twilio, clock, log } = services
  const taken = await store.requests.takeSearches()
  const due = taken.filter((request) => isSameLocation(request, twilio.location))
  if (due.length < taken.length)
    log.error(
      'A request was made in another account or region; newkey can only search for its key from there',
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
      log.warn('A key may belong to a request whose outcome is unknown; newkey asks a person about it', {
        request: request.id,
        sid: key.sid,
      })
    all.push(...held)
    // A key that another request is just making may be either's: the answer comes with the next search.
    if (!found.includes('undecided'))
      await store.requests.searched(request, nextSearch(request, request.attempts + 1, clock.now()))
  }
  return all
}

/**
 * Keys of the exact name come first. Others of about that time are asked about only where none of those was found, and
 * only while they are few: of many, most are somebody else's, and each would get a card with a button to delete it.
 */
async function recordAll(
  services: SearchServices,
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
    'Many keys with other names were created at about the time of a request whose outcome is unknown; newkey asks nobody about them. Look through the account',
    { request: request.id, times: others.length },
  )
  return named
}

/**
 * Whether the key may be the request's: it has the exact name and isn't older than the intent, or it has another name,
 * since Twilio may spell one differently, and came into being within moments of the POST. A key of the exact name may
 * come late, as from a machine that slept before the POST, or may seem to, since the clock was slow at the intent.
 * @param ahead how far Twilio's clock is before ours (ms)
 */
function mayBeOf(request: RequestIn<'unknown'>, key: TwilioKey, ahead: number, now: Instant): boolean {
  const isNamed = key.name === request.name
  // A key without a time can't be ruled out, nor can any where the intent's own time is wrong.
  if (key.createdAt === undefined || request.intentAt > now + AHEAD_MS) return isNamed
  // An odd `Date` of Twilio's must not hide a key, so its time counts as it is, too.
  const ages = [key.createdAt - ahead - request.intentAt, key.createdAt - request.intentAt]
  return ages.some((age) => (isNamed ? age >= -BEFORE_MS : Math.abs(age) <= MOMENTS_MS))
}

function nextSearch(request: RequestIn<'unknown'>, searches: number, now: number): number | undefined {
  if (searches >= MOST_SEARCHES) return undefined
  const after = SEARCH_AFTER[searches]
  return after === undefined ? now + HOUR_MS : Math.min(request.changedAt, now) + after
}
