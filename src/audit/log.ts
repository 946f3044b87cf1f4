import type { AuditEvent, AuditRecord } from './event.ts'

/** The audit trail. Transitions of a request write their own records; this is for what changes no request. */
export interface AuditLog {
  /** Appends one event durably. @throws NewkeyError `store_failed` */
  append(event: AuditEvent): Promise<AuditRecord>
}

/** Hears of every record after it is durable, in the order of the chain. */
export type AuditListener = (record: AuditRecord) => void
