import type { Log } from '../keys/log.ts'

/** How strangers' requests that were refused are logged: by sample, since anybody can send as many as they like. */
export interface Refusals {
  /** Notes one. The first of a kind is logged at once, those of the next minute are counted. */
  note(status: number, why: string): void
  /** Logs the counts whose minute is over; at the end, all of them. */
  say(all?: boolean): void
}

/** A kind of refusal gets one line in so long (ms). */
const WINDOW_MS = 60_000
export const REFUSED = 'A request to the Slack endpoint was refused'

/** @param monotonic a clock that never goes back (ms) */
export function createRefusals({
  log,
  monotonic,
}: {
  readonly log: Log
  readonly monotonic: () => number
}): Refusals {
  const kinds = new Map<string, { readonly status: number; since: number; more: number }>()
  return {
    note: (status, why) => {
      const kind = kinds.get(why)
      if (kind && monotonic() - kind.since < WINDOW_MS) {
        kind.more += 1
        return
      }
      const times = (kind?.more ?? 0) + 1
      kinds.set(why, { status, since: monotonic(), more: 0 })
      log.warn(REFUSED, times > 1 ? { status, why, times } : { status, why })
    },
    say: (all = false) => {
      for (const [why, kind] of kinds) {
        if (!all && monotonic() - kind.since < WINDOW_MS) continue
        if (kind.more === 0) {
          kinds.delete(why)
          continue
        }
        log.warn(REFUSED, { status: kind.status, why, times: kind.more })
        kind.since = monotonic()
        kind.more = 0
      }
    },
  }
}
