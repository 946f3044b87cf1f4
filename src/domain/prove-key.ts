import type { Instant, TwilioKey } from './key.ts'

/** How far apart the clocks behind one answer of Twilio's may be (ms): the one that stamps keys, and the one that answers. */
const SKEW_MS = 10_000
/** An answer whose own time is further from both of our clocks than this (ms) may be an old one, from a cache or a proxy. */
const ANSWER_MS = 120_000
/** Within so long of the intent (ms, both ways) a key came into being at about the time of its POST. */
export const MOMENTS_MS = 60_000

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

/** Deletions whose record is the first of the key: newkey had Twilio's answer to its own request in hand. */
const IN_HAND = ['record_failed', 'overtaken']

/** What the owner has, or a person has said that they have: such a key doesn't go unasked. */
const IN_USE = ['delivered', 'confirmed', 'kept']

/**
 * Whether the audit log proves that newkey may delete a key for a request: newkey made it for this request, or found
 * it and a person decided that it goes. A row in the database proves nothing: rows can be forged one by one.
 * @param traces what the log says of the key, in its order
 * @param row what its row says: of which request it is, whose, and why it goes
 */
export function mayDelete(
  traces: readonly Trace[],
  row: { readonly request: string; readonly user: string; readonly unasked: boolean },
): boolean {
  const own = traces.filter((trace) => trace.request === row.request)
  if (row.unasked && own.some(({ event }) => IN_USE.includes(event))) return false
  const found = own.findIndex(({ event }) => event === 'held')
  const decided = own.findLastIndex(
    ({ event, outcome, user }) =>
      event === 'revoke_pending' && outcome === 'decided' && user !== 'newkey' && user !== 'operator',
  )
  return (
    own.some(({ event, user }) => event === 'created' && user === row.user) ||
    own.some(({ event, outcome }) => event === 'revoke_pending' && IN_HAND.includes(outcome)) ||
    (found >= 0 && decided > found)
  )
}
