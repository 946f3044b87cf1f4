/** The longest pause between two attempts at anything (ms). A row that is put off for longer was put off by a wrong clock. */
export const LONGEST_PAUSE_MS = 15 * 60_000

/** The pause before the next attempt (ms): 15 seconds, doubled each time, up to 15 minutes. */
export function pauseAfter(attempts: number): number {
  return Math.min(15_000 * 2 ** Math.min(attempts, 10), LONGEST_PAUSE_MS)
}

/**
 * How long a row belongs to the process that last changed it (ms). A process measures its own leases by a clock that never
 * goes back, so setting the wall clock neither ends nor extends one.
 */
export const LEASE_MS = 30_000
