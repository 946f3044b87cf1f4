import { z } from 'zod'

/** Slack's error code for a rate limit (Slack docs: "Rate limits"). */
export const RATE_LIMITED = 'ratelimited'
/** How long a method waits if Slack doesn't say for how long, or says it in an unexpected form (ms). */
const USUAL_MS = 30_000
/** The longest wait, whatever the header says (ms). */
const LONGEST_MS = 600_000

/** A call that was never sent, because Slack has asked to wait with this method. */
export class HeldBack extends Error {
  /** How long Slack has asked to wait, from now (ms). */
  readonly waitMs: number

  constructor(waitMs: number) {
    super('Slack has asked to wait with this method')
    this.name = 'HeldBack'
    this.waitMs = waitMs
  }
}

/** Which methods Slack has asked to wait with, and until when. */
export interface RateLimits {
  /** How much longer Slack wants newkey to wait with a method (whole ms); undefined if it may be called. */
  heldFor(method: string): number | undefined
  /** Records that a failed call asks to wait, if it does. */
  record(method: string, error: unknown): void
}

/** Slack limits each method separately (Slack docs: "Rate limits"). @param monotonic a clock that never goes back (ms) */
export function createRateLimits(monotonic: () => number): RateLimits {
  const held = new Map<string, number>()
  return {
    heldFor: (method) => {
      const until = held.get(method)
      if (until === undefined) return undefined
      const left = until - monotonic()
      // The clock has fractions of milliseconds, and moments are stored as whole ones.
      if (left > 0) return Math.ceil(left)
      held.delete(method)
      return undefined
    },
    record: (method, error) => {
      const wait = waitOf(error)
      if (wait !== undefined) held.set(method, monotonic() + wait)
    },
  }
}

/** The library's errors for a 429, and for one whose Retry-After it can't read (@slack/web-api 8, WebClient). */
const limited = z.object({ code: z.literal('slack_webapi_rate_limited_error'), retryAfter: z.unknown() })
const unreadable = z.object({
  message: z.string().startsWith('Retry header did not contain a valid timeout'),
})
const refused = z.object({ data: z.object({ error: z.literal(RATE_LIMITED) }) })

/** How long a Retry-After asks to wait (whole ms). @param seconds a number, or anything that isn't one */
export function waitFrom(seconds: unknown): number {
  const read = z.number().positive().safeParse(seconds)
  return read.success ? Math.min(Math.ceil(read.data * 1_000), LONGEST_MS) : USUAL_MS
}

/** How long an error from the library asks to wait (whole ms); undefined if it isn't about a rate limit. */
export function waitOf(error: unknown): number | undefined {
  const answer = limited.safeParse(error)
  if (answer.success) return waitFrom(answer.data.retryAfter)
  if (unreadable.safeParse(error).success || refused.safeParse(error).success) return USUAL_MS
  return undefined
}
