import type { AuditEvent, AuditRecord } from './record.ts'
import type { Checkpoint } from './verify.ts'

/** The audit trail. Transitions of a request write their own records; this is for what changes no request. */
export interface AuditLog {
  /** Appends one event durably. @throws NewkeyError `store_failed` */
  append(event: AuditEvent): Promise<AuditRecord>
  /** Where the chain ends, compared with where it was left. @throws NewkeyError `store_failed`, `chain_rewritten` */
  head(): Promise<Checkpoint>
}

/** Hears of every record after it is durable, in the order of the chain. */
export type AuditListener = (record: AuditRecord) => void
