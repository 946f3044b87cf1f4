import type { Log } from '../log.ts'

/** What the wall clock may drift from a clock that only runs (ms) before that counts as a jump. */
const DRIFT_MS = 2_000

/** @returns looks at the wall clock once, and logs when it has jumped since the last look */
export function createClockWatch(deps: {
  readonly now: () => number
  readonly monotonic: () => number
  readonly log: Log
}): () => Promise<void> {
  let apart = deps.now() - deps.monotonic()
  return async () => {
    const step = deps.now() - deps.monotonic() - apart
    // Small steps are taken in too, so that a clock which runs a little fast or slow never adds up to a jump.
    apart += step
    if (Math.abs(step) <= DRIFT_MS) return
    deps.log.warn('The system clock jumped; limits and retries now follow the new time', {
      ms: Math.round(step),
    })
  }
}
