import type { StoredRecord } from '../audit/stored-record.ts'
import type { Checkpoint } from '../audit/verify.ts'

/** The audit log as of one moment, read without changing it, also while newkey writes to it. */
export interface AuditReader {
  /**
   * Every record in order, in constant memory.
   * @throws NewkeyError `store_failed` when the log can't be read, `store_corrupt` for a row without a record's shape
   */
  records(): AsyncIterable<StoredRecord>
  /** The same for who judges: undefined for a row without a record's shape; it ends where one can't be read at all. */
  rows(): AsyncIterable<StoredRecord | undefined>
  /** The last record, by the log's own account. */
  head(): Promise<Checkpoint>
  close(): Promise<void>
}
