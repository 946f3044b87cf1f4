import type { Instant } from '../domain/clock.ts'
import { LEASE_MS } from '../domain/pauses.ts'

/** What a row says about the process that works on it. */
export interface LeaseColumns {
  readonly owner_process: string
  readonly lease_until: number
}

/**
 * Which rows somebody is working on. A process measures its own leases by a monotonic clock, so setting the wall clock
 * neither ends nor extends one. The leases of other processes are read from their rows.
 */
export interface Leases {
  /** The unique name of this process. */
  readonly process: string
  /** Begins a lease on a request or a key. @returns the columns that record it */
  take(id: string, now: Instant): LeaseColumns
  /** Whether a process is working on a row. */
  isHeld(id: string, row: LeaseColumns, now: Instant): boolean
  /** Ends a lease of this process early. */
  release(id: string): void
}

/**
 * @param deps.process the unique name of this process
 * @param deps.monotonic a clock that never goes back (ms)
 * @param deps.isSoleWriter whether the leases of other processes are void
 */
export function createLeases(deps: {
  readonly process: string
  readonly monotonic: () => number
  readonly isSoleWriter: boolean
}): Leases {
  const { process, monotonic, isSoleWriter } = deps
  // In the order in which they were taken, so that expired leases come first.
  const taken = new Map<string, number>()
  const isExpired = (at: number): boolean => monotonic() - at > LEASE_MS

  function forgetExpired(): void {
    for (const [id, at] of taken) {
      if (!isExpired(at)) return
      taken.delete(id)
    }
  }

  return {
    process,
    take: (id, now) => {
      forgetExpired()
      taken.delete(id)
      taken.set(id, monotonic())
      return { owner_process: process, lease_until: now + LEASE_MS }
    },
    isHeld: (id, row, now) => {
      if (row.owner_process !== process) return !isSoleWriter && row.lease_until > now
      const at = taken.get(id)
      return at !== undefined && !isExpired(at)
    },
    release: (id) => void taken.delete(id),
  }
}
