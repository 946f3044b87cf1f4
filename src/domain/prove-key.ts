import type { Instant } from './clock.ts'
import type { EventName } from './event.ts'
import type { TwilioKey } from './issuer.ts'

/** How far Twilio's two clocks may be apart (ms): the one that stamps keys, and the one that dates answers. */
const SKEW_MS = 10_000
/** An answer whose time differs from both of our clocks by more than this (ms) may be an old one, from a cache or a proxy. */
const ANSWER_MS = 120_000
/** A key created within this time of the intent (ms, before or after) may have come from the request's POST. */
export const MOMENTS_MS = 60_000

/** The time between the two lists that must lack a key before it counts as gone (ms). */
export const ABSENT_MS = 60_000

/** When Twilio answered, by every clock. */
export interface Moment {
  /** Twilio's own clock (header `Date`); undefined if it didn't say. */
  readonly answeredAt: Instant | undefined
  /** Our wall clock, and what it would show if it had not been set since newkey started. */
  readonly now: Instant
  readonly steady: Instant
  /** How long it took (ms, by a clock that never goes back). */
  readonly tookMs: number
}

/**
 * Says why the key in Twilio's answer may not be the one that the request made: it must have been created while the HTTP
 * request was under way. One odd answer must never get somebody else's key deleted or shown.
 * @returns an explanation for the operator, or undefined when there is no doubt
 */
export function doubtAbout(key: TwilioKey, { answeredAt, now, steady, tookMs }: Moment): string | undefined {
  if (key.createdAt === undefined) return 'Twilio gave no time of creation'
  if (answeredAt !== undefined && [now, steady].every((clock) => Math.abs(answeredAt - clock) > ANSWER_MS))
    return 'the answer’s own time is more than two minutes from ours; see that this machine’s clock is right'
  const end = answeredAt ?? now
  if (key.createdAt < end - tookMs - SKEW_MS) return 'the key is older than the request'
  if (key.createdAt > end + SKEW_MS) return 'the key is younger than the answer'
  return undefined
}

/** What one audit record says about a key. Its hash has been checked. */
export interface Trace {
  readonly event: string
  readonly request: string | null
  readonly outcome: string
  /** Who acted: a person, `newkey` or `operator`. */
  readonly user: string
}

/** The events after which a key may be in use. Such a key isn't revoked unasked. */
const IN_USE: readonly EventName[] = ['delivered', 'confirmed', 'kept']

/**
 * Whether the audit log proves that newkey may delete a key: either newkey made it for the request and the owner that its
 * row names, or somebody other than that owner decided about the key while it was held. The row itself proves nothing,
 * since single rows can be forged, and neither does the owner whom it names.
 * @param traces what the log says about the key, in the order of the records
 * @param row what its row says: its request, its owner, and whether newkey revokes it unasked
 */
export function mayDelete(
  traces: readonly Trace[],
  row: { readonly request: string; readonly owner: string; readonly isUnasked: boolean },
): boolean {
  const own = traces.filter((trace) => trace.request === row.request)
  if (row.isUnasked && own.some(({ event }) => IN_USE.some((used) => used === event))) return false
  return (
    own.some(({ event, user }) => event === 'created' && user === row.owner) || isReviewed(own, row.owner)
  )
}

/**
 * Whether somebody other than the owner decided to delete a key that newkey held. After somebody else has decided to keep
 * it, it is the owner's, and any person's decision to revoke it counts.
 */
function isReviewed(own: readonly Trace[], owner: string): boolean {
  const held = own.findIndex(({ event }) => event === 'held')
  if (held < 0) return false
  const kept = own.findLastIndex(({ event }, at) => event === 'kept' && at > held)
  const keeper = own[kept]?.user
  const isKeptByOther = keeper !== undefined && isPerson(keeper) && keeper !== owner
  return own
    .slice(Math.max(held, kept) + 1)
    .some(({ event, user }) => event === 'revoking' && isPerson(user) && (isKeptByOther || user !== owner))
}

const isPerson = (user: string): boolean => user !== 'newkey' && user !== 'operator'
