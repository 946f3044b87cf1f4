import type { Instant } from '../domain/clock.ts'
import { LEASE_MS } from '../domain/requests.ts'

/** The rows that this process works on. Leases run by a monotonic clock: setting the wall clock neither ends nor extends one. */
export interface Ownership {
  /** The unique name of this process. */
  readonly process: string
  /** Begins a lease on a request or a key. @returns the columns that record it */
  take(id: string, now: Instant): { readonly owner_process: string; readonly lease_until: number }
  /** Whether this process holds a lease on a row. @param ownerProcess the process that the row names */
  isAtWork(id: string, ownerProcess: string): boolean
  /** Ends the lease early. */
  release(id: string): void
}

/**
 * @param process the unique name of this process
 * @param monotonic a clock that never goes back (ms)
 */
export function createOwnership(process: string, monotonic: () => number): Ownership {
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
    isAtWork: (id, ownerProcess) => {
      const at = taken.get(id)
      return ownerProcess === process && at !== undefined && !isExpired(at)
    },
    release: (id) => void taken.delete(id),
  }
}
