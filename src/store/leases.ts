import { LEASE_MS } from '../domain/registry.ts'
import type { RequestId } from '../ids.ts'

/** What this process works on, by a clock that never goes back: a wall clock that is set ends and prolongs nothing. */
export interface Leases {
  take(id: RequestId): void
  runs(id: RequestId): boolean
  release(id: RequestId): void
}

/** @param monotonic a clock that never goes back (ms) */
export function createLeases(monotonic: () => number): Leases {
  // In the order in which they were taken, so that those which are over come first.
  const taken = new Map<RequestId, number>()
  const isOver = (at: number): boolean => monotonic() - at > LEASE_MS

  function forget(): void {
    for (const [id, at] of taken) {
      if (!isOver(at)) return
      taken.delete(id)
    }
  }

  return {
    take: (id) => {
      forget()
      taken.delete(id)
      taken.set(id, monotonic())
    },
    runs: (id) => {
      const at = taken.get(id)
      return at !== undefined && !isOver(at)
    },
    release: (id) => void taken.delete(id),
  }
}
