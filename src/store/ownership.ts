import type { Instant } from '../domain/clock.ts'
import { LEASE_MS } from '../domain/requests.ts'

/** What this process works on, by a clock that never goes back: setting the wall clock ends and prolongs nothing. */
export interface Ownership {
  /** A name of this process that no other has. */
  readonly process: string
  /** Begins a lease on a request or a key. @returns what its row says of that */
  take(id: string, now: Instant): { readonly owner_process: string; readonly lease_until: number }
  /** Whether this process is at work on a row. */
  isAtWork(id: string, ownerProcess: string): boolean
  release(id: string): void
}

/** @param monotonic a clock that never goes back (ms) */
export function createOwnership(process: string, monotonic: () => number): Ownership {
  // In the order in which they were taken, so that those which are over come first.
  const taken = new Map<string, number>()
  const isOver = (at: number): boolean => monotonic() - at > LEASE_MS

  function forget(): void {
    for (const [id, at] of taken) {
      if (!isOver(at)) return
      taken.delete(id)
    }
  }

  return {
    process,
    take: (id, now) => {
      forget()
      taken.delete(id)
      taken.set(id, monotonic())
      return { owner_process: process, lease_until: now + LEASE_MS }
    },
    isAtWork: (id, ownerProcess) => {
      const at = taken.get(id)
      return ownerProcess === process && at !== undefined && !isOver(at)
    },
    release: (id) => void taken.delete(id),
  }
}
