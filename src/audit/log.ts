import type { AuditEvent, AuditRecord } from './record.ts'
import type { Checkpoint } from './verify.ts'

/** The audit log. Transitions of requests and keys write their own records; this is for all other events. */
export interface AuditLog {
  /** Appends one event durably. @throws NewkeyError `store_failed` */
  append(event: AuditEvent): Promise<AuditRecord>
  /** Where the chain ends, once it is certain that this process left it there. @throws NewkeyError `store_failed`, `chain_rewritten` */
  head(): Promise<Checkpoint>
}

/** Called with every record once it is durable, in the order of the chain. */
export type AuditListener = (record: AuditRecord) => void
