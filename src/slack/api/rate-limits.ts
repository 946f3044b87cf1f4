import { z } from 'zod'

/** Slack's own word for it (Slack docs: "Rate limits"). */
export const RATE_LIMITED = 'ratelimited'
/** How long a method waits where Slack doesn't say, or says it oddly (ms). */
const USUAL_MS = 30_000
/** An odd header can't shut newkey out for longer than this (ms). */
const LONGEST_MS = 600_000

/** A call that never left: Slack has asked to wait with this method. */
export class HeldBack extends Error {
  constructor() {
    super('Slack has asked to wait with this method')
    this.name = 'HeldBack'
  }
}

/** Which methods Slack has asked to wait with, and until when. */
export interface RateLimits {
  isHeld(method: string): boolean
  /** Remembers what a failed call says about waiting, if it says so. */
  record(method: string, error: unknown): void
}

/** Slack limits each method by itself (Slack docs: "Rate limits"). @param monotonic a clock that never goes back (ms) */
export function createRateLimits(monotonic: () => number): RateLimits {
  const held = new Map<string, number>()
  return {
    isHeld: (method) => {
      const until = held.get(method)
      if (until === undefined) return false
      if (monotonic() < until) return true
      held.delete(method)
      return false
    },
    record: (method, error) => {
      const wait = waitOf(error)
      if (wait !== undefined) held.set(method, monotonic() + wait)
    },
  }
}

/** The library's words for a 429, and for one whose Retry-After it can't read (@slack/web-api 8, WebClient). */
const limited = z.object({ code: z.literal('slack_webapi_rate_limited_error'), retryAfter: z.unknown() })
const unreadable = z.object({
  message: z.string().startsWith('Retry header did not contain a valid timeout'),
})
const refused = z.object({ data: z.object({ error: z.literal(RATE_LIMITED) }) })

/** How long an error of the library asks to wait (ms); undefined for one that says nothing of the kind. */
export function waitOf(error: unknown): number | undefined {
  const answer = limited.safeParse(error)
  if (answer.success) {
    const seconds = z.number().positive().safeParse(answer.data.retryAfter)
    return seconds.success ? Math.min(seconds.data * 1_000, LONGEST_MS) : USUAL_MS
  }
  if (unreadable.safeParse(error).success || refused.safeParse(error).success) return USUAL_MS
  return undefined
}
