import type { Deps } from './deps.ts'
import type { Home, Key } from './key.ts'
import type { RequestIn } from './request.ts'
import { tellRequester } from './tell-requester.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** When an unknown outcome is searched for (ms after it came); afterwards every hour, for keys that come late. */
export const SEARCH_AFTER = [0, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS] as const
/**
 * So long a key of the request may still come into being (ms), and is looked for: a machine that slept between the
 * intent and the POST sends it when it wakes.
 */
export const WINDOW_MS = 7 * 24 * HOUR_MS
/** A clock that was fast at the intent and was set right afterwards makes the key look older than that. */
export const BEFORE_MS = 24 * HOUR_MS

type SearchDeps = Pick<Deps, 'searches' | 'issuer' | 'notices' | 'registry' | 'log' | 'now' | 'newId'>

/**
 * Looks through all keys of the account for those that requests with an unknown outcome may have made. What it finds is
 * recorded and shown to a person, and never deleted unasked, since nobody can prove it ours.
 * @throws NewkeyError `store_failed`
 */
export async function searchOrphans(deps: SearchDeps): Promise<void> {
  const taken = await deps.searches.take()
  const due = taken.filter(({ request }) => isHere(request, deps.issuer.home))
  if (due.length < taken.length)
    deps.log.error(
      'A request was made in another account or region; its key can only be searched for from there',
    )
  if (due.length === 0) return
  const listing = await deps.issuer.list()
  if (listing.kind === 'failed')
    return deps.log.error(
      'Twilio doesn’t list its keys; the search is done again in a minute',
      listing.diagnosis,
    )
  for (const { request, searches } of due) {
    const candidates = listing.keys.filter((key) => mayBeOf(request, key, listing.ahead))
    const found = await Promise.all(candidates.map((key) => deps.searches.hold(request, key, deps.newId())))
    for (const held of found) if (typeof held !== 'string') await report(deps, held)
    // A key that another request is just making may be either's: the answer comes with the next search.
    if (!found.includes('undecided'))
      await deps.searches.done(request, next(request, searches + 1, deps.now()))
  }
}

const isHere = (request: Home, home: Home): boolean =>
  request.account === home.account && request.region === home.region && request.api === home.api

/** Whether the key has the request's exact name and came into being inside its window. */
function mayBeOf(request: RequestIn<'unknown'>, key: Key, ahead: number): boolean {
  if (key.name !== request.name) return false
  // A key without a time can't be ruled out.
  if (key.createdAt === undefined) return true
  const age = key.createdAt - ahead - request.intentAt
  return age >= -BEFORE_MS && age <= WINDOW_MS
}

function next(request: RequestIn<'unknown'>, searches: number, now: number): number | undefined {
  const after = SEARCH_AFTER[searches]
  const at = after === undefined ? now + HOUR_MS : request.changedAt + after
  return at - request.changedAt > WINDOW_MS ? undefined : at
}

async function report(deps: SearchDeps, held: RequestIn<'held'>): Promise<void> {
  deps.log.warn('A key may be the one of a request whose outcome is unknown; a person is asked about it', {
    request: held.id,
    sid: held.sid,
  })
  await tellRequester(deps, held)
}
