import { lstatSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { StoredRecord } from '../../audit/stored-record.ts'
import { NewkeyError } from '../../errors.ts'
import type { AuditReader } from '../audit-reader.ts'
import { readableDatabase } from './database-file.ts'
import { isStill, makeNew, trueName } from './own-file.ts'

/** More than a database of newkey's has: 4 TB in SQLite's pages. */
const MOST_PAGES = 1_000_000_000

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
 * Rows as records: undefined for one that doesn't have a record's shape; it ends where one can't be read at all.
 * @throws NewkeyError `store_failed` when the file can't be read
 */
export function* readRecords(file: string, rows: Iterable<unknown>): Generator<StoredRecord | undefined> {
  try {
    for (const one of rows) yield row.safeParse(one).data
  } catch (cause) {
    const fault = faultOf(file, cause)
    if (fault) throw fault
    // A number that no record has, such as one with more digits than JavaScript's numbers hold.
    yield undefined
  }
}

/** What SQLite found wrong with a file that it reads, as a fault of ours; undefined for an error of anything else. */
export function faultOf(file: string, cause: unknown): NewkeyError | undefined {
  const code = sqliteFault.safeParse(cause).data?.errcode
  if (code === undefined) return undefined
  return new NewkeyError('store_failed', `${file} can't be read`, { cause, detail: `sqlite ${code}` })
}

/**
 * Opens the audit log of a database file, also while newkey runs on it. SQLite reads in this process: nothing else has
 * its turn while the records are read.
 * @throws NewkeyError `store_failed` when there is no database of newkey in the file
 */
export async function openAuditReader(file: string): Promise<AuditReader> {
  const db = new DatabaseSync(readableDatabase(file), { readOnly: true })
  try {
    // One transaction, so that the records and the head are of the same moment.
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
              `record ${seq} can't be read as one; see newkey audit verify`,
            )
          yield one
        }
      },
      close: async () => db.close(),
    }
  } catch (cause) {
    db.close()
    throw new NewkeyError('store_failed', `${file} isn't a database of newkey`, { cause })
  }
}

/** What SQLite may write beside a database (SQLite docs: "Temporary Files"). */
const BESIDE = ['', '-journal', '-wal', '-shm']

/**
 * Copies a database that may be in use, whole and as of one moment (SQLite docs: "Online Backup API"). The file that
 * says where the chain ended isn't copied: a copy that is put back has to be told apart.
 * @throws NewkeyError `store_failed`, also when something stands at `target` already, be it a link to nothing
 */
export async function backUp(file: string, target: string): Promise<void> {
  for (const one of BESIDE)
    if (lstatSync(target + one, { throwIfNoEntry: false }))
      throw new NewkeyError('store_failed', `${target + one} is there already; nothing was written`)
  const db = new DatabaseSync(readableDatabase(file), { readOnly: true })
  let remove: (() => void) | undefined
  try {
    const path = trueName(target)
    const made = makeNew(path)
    remove = () => {
      if (isStill({ path, identity: made })) rmSync(path)
    }
    // In one step: a copy in many begins anew with every write in between.
    await backup(db, path, { rate: MOST_PAGES })
  } catch (cause) {
    remove?.()
    throw new NewkeyError('store_failed', `${file} can't be copied to ${target}`, { cause })
  } finally {
    db.close()
  }
}
