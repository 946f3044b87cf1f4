import { z } from 'zod'
import type { StoredRecord } from '../../audit/stored-record.ts'
import { NewkeyError } from '../../errors.ts'
import type { AuditReader } from '../audit-reader.ts'
import { openReadable } from './open-readable.ts'

const text = z.string()
const maybe = text.nullable()
const row = z.object({
  v: z.number(),
  seq: z.number(),
  previous_hash: text,
  hash: text,
  bytes: text,
  at: text,
  event: text,
  request: maybe,
  actor_user: text,
  actor_team: maybe,
  account: text,
  region: text,
  name: text,
  sid: maybe,
  group: maybe,
  reason: text,
  outcome: text,
  details: text,
})
const place = z.object({ seq: z.number(), hash: text })
const sqliteFault = z.object({ errcode: z.number() })

/**
 * Reads rows as records. It yields undefined for a row that isn't a record, and ends at the first that can't be read at all.
 * @throws NewkeyError `store_failed` when the file can't be read
 */
export function* readRecords(file: string, rows: Iterable<unknown>): Generator<StoredRecord | undefined> {
  try {
    for (const one of rows) yield row.safeParse(one).data
  } catch (cause) {
    const fault = faultOf(file, cause)
    if (fault) throw fault
    // A number that no record can have, such as one that is too large for a JavaScript number.
    yield undefined
  }
}

/** An error of SQLite's while reading a file, as a NewkeyError; undefined for any other error. */
export function faultOf(file: string, cause: unknown): NewkeyError | undefined {
  const code = sqliteFault.safeParse(cause).data?.errcode
  if (code === undefined) return undefined
  return new NewkeyError('store_failed', `${file} can't be read`, { cause, detail: `sqlite ${code}` })
}

/**
 * Opens the audit log of a database file, even while newkey runs on it. SQLite runs in this process, so nothing else runs
 * while it reads a record.
 * @throws NewkeyError `store_failed` when the file isn't a newkey database
 */
export async function openAuditReader(file: string): Promise<AuditReader> {
  const db = openReadable(file)
  try {
    // One transaction, so that the records and the head belong to the same moment.
    db.exec('begin')
    const head = place.parse(db.prepare('select seq, hash from audit_head').get())
    const statement = db.prepare('select * from audit order by seq')
    const rows = async function* () {
      for (const one of readRecords(file, statement.iterate())) yield one
    }
    return {
      head: async () => head,
      rows,
      async *records() {
        let seq = 0
        for await (const one of rows()) {
          seq += 1
          if (!one)
            throw new NewkeyError(
              'store_corrupt',
              `row ${seq} of the audit log isn't a valid record; run newkey audit verify`,
            )
          yield one
        }
      },
      close: async () => db.close(),
    }
  } catch (cause) {
    db.close()
    throw new NewkeyError('store_failed', `${file} isn't a newkey database`, { cause })
  }
}
