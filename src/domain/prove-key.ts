import type { Instant } from './clock.ts'
import type { EventName } from './event.ts'
import type { TwilioKey } from './issuer.ts'

/** How far apart the clocks behind one answer of Twilio's may be (ms): the one that stamps keys, and the one that answers. */
const SKEW_MS = 10_000
/** An answer whose own time is further from both of our clocks than this (ms) may be an old one, from a cache or a proxy. */
const ANSWER_MS = 120_000
/** Within so long of the intent (ms, both ways) a key came into being at about the time of its POST. */
export const MOMENTS_MS = 60_000

/** Between two lists that have to lack a key before it counts as gone (ms). */
export const ABSENT_MS = 60_000

/** When Twilio was asked and answered, by every clock there is. */
export interface Moment {
  /** Twilio's own clock as it answered (header `Date`); undefined where it didn't say. */
  readonly answeredAt: Instant | undefined
  /** The wall clock as it answered, and what it would be had nobody set it since newkey started. */
  readonly now: Instant
  readonly steady: Instant
  /** How long it took (ms, by a clock that never goes back). */
  readonly tookMs: number
}

/**
 * Why a key that Twilio's answer names can't be taken for one that was made by the request: it has to have come into
 * being while the request was under way. A key that belongs to somebody else is never deleted or shown on the word of
 * one odd answer.
 * @returns our own words for the operator, or undefined when there is no doubt
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

/** What the audit log says of one key at one moment; its hash has been checked. */
export interface Trace {
  readonly event: string
  readonly request: string | null
  readonly outcome: string
  /** `newkey`, or the person who did it. */
  readonly user: string
}

/** What the owner has, or a person has said that they have: such a key doesn't go unasked. */
const IN_USE: readonly EventName[] = ['delivered', 'confirmed', 'kept']

/**
 * Whether the audit log proves that newkey may delete a key: newkey made it for the request that its row names, or a
 * search found it and a person decided that it goes. A row in the database proves nothing: rows can be forged one by one.
 * @param traces what the log says of the key, in its order
 * @param row what its row says: of which request it is, who owns it, and whether nobody asked for the deletion
 */
export function mayDelete(
  traces: readonly Trace[],
  row: { readonly request: string; readonly owner: string; readonly isUnasked: boolean },
): boolean {
  const own = traces.filter((trace) => trace.request === row.request)
  if (row.isUnasked && own.some(({ event }) => IN_USE.some((used) => used === event))) return false
  const found = own.findIndex(({ event }) => event === 'held')
  const decided = own.findLastIndex(
    ({ event, user }) => event === 'revoking' && user !== 'newkey' && user !== 'operator',
  )
  return (
    own.some(({ event, user }) => event === 'created' && user === row.owner) ||
    (found >= 0 && decided > found)
  )
}
