import type { AuditListener } from '../audit/log.ts'
import type { Instant } from '../domain/key.ts'
import type { Log } from '../log.ts'
import type { Leases } from './leases.ts'

/** What everything that stands on the database needs. */
export interface StoreDeps {
  readonly now: () => Instant
  /** This process's incarnation. */
  readonly owner: string
  /** Hears of each audit record after its commit. */
  readonly onAudit: AuditListener
  readonly log: Log
  /** What the wall clock would be had nobody set it since newkey started. */
  readonly steady: () => Instant
  /** A clock that never goes back (ms). */
  readonly monotonic: () => number
  readonly leases: Leases
}
