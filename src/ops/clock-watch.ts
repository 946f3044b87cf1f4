import type { Log } from '../keys/log.ts'

/** What the wall clock may drift from a clock that only runs (ms) before that counts as having been set. */
const DRIFT_MS = 2_000

/** @returns looks at the wall clock once, and logs when somebody has set it since the last look */
export function createClockWatch(deps: {
  readonly now: () => number
  readonly monotonic: () => number
  readonly log: Log
}): () => Promise<void> {
  let apart = deps.now() - deps.monotonic()
  return async () => {
    const step = deps.now() - deps.monotonic() - apart
    // Also what is no step: a clock that runs a little fast or slow never adds up to one.
    apart += step
    if (Math.abs(step) <= DRIFT_MS) return
    deps.log.warn('The clock of this machine was set; pauses and limits go on by the new time', {
      ms: Math.round(step),
    })
  }
}
