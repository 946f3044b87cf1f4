import type { StoredRecord } from '../audit/stored-record.ts'
import type { Checkpoint } from '../audit/verify.ts'

/** The audit log at one moment. Reading changes nothing, and works while newkey writes to the log. */
export interface AuditReader {
  /**
   * Every record in order, in constant memory.
   * @throws NewkeyError `store_failed` when the log can't be read, `store_corrupt` for a row that isn't a record
   */
  records(): AsyncIterable<StoredRecord>
  /** The same rows for a verifier: undefined for a row that isn't a record. It ends at the first row that can't be read at all. */
  rows(): AsyncIterable<StoredRecord | undefined>
  /** The last record, according to the log. */
  head(): Promise<Checkpoint>
  close(): Promise<void>
}
