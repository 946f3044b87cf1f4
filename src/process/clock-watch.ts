import type { Log } from '../log.ts'

/** How far the wall clock may drift from the monotonic clock between two looks (ms) before that counts as a jump. */
const DRIFT_MS = 2_000

/** @returns a job that looks at the wall clock once, and logs if it has jumped since the last look */
export function createClockWatch(deps: {
  readonly now: () => number
  readonly monotonic: () => number
  readonly log: Log
}): () => Promise<void> {
  let apart = deps.now() - deps.monotonic()
  return async () => {
    const step = deps.now() - deps.monotonic() - apart
    // Small steps are absorbed, so that a clock that runs a little fast or slow never adds up to a jump.
    apart += step
    if (Math.abs(step) <= DRIFT_MS) return
    deps.log.warn('The system clock jumped; limits and retries now follow the new time', {
      ms: Math.round(step),
    })
  }
}
