import { existsSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Checkpoint, StoredRecord } from '../audit/verify.ts'
import { NewkeyError } from '../errors.ts'
import { makeFile } from './node-sqlite.ts'

/** The audit log of a database file, read without changing it, also while newkey runs on it. */
export interface AuditReader {
  /** Every record in order, read one at a time, as of one moment. */
  records(): Iterable<StoredRecord>
  /** The last record, by the log's own account. */
  head(): Checkpoint
  close(): void
}

/** More than a database of newkey's has: 4 TB in SQLite's pages. */
const MOST_PAGES = 1_000_000_000

const text = z.string()
const maybe = text.nullable()
const row = z.object({
  seq: z.number(),
  ...{ previous_hash: text, hash: text, bytes: text, at: text, event: text, request: maybe },
  ...{ actor_user: text, actor_team: maybe, account: text, name: text, sid: maybe, group: maybe },
  ...{ reason: text, outcome: text },
})
const place = z.object({ seq: z.number(), hash: text })

/** @throws NewkeyError `store_failed` when there is no database of newkey in the file */
export function openAuditReader(file: string): AuditReader {
  const db = openReadOnly(file)
  try {
    // One transaction, so that the records and the head are of the same moment.
    db.exec('begin')
    const head = place.parse(db.prepare('select seq, hash from audit_head').get())
    const records = db.prepare('select * from audit order by seq')
    return {
      head: () => head,
      *records() {
        for (const record of records.iterate()) yield row.parse(record)
      },
      close: () => db.close(),
    }
  } catch (cause) {
    db.close()
    throw new NewkeyError('store_failed', `${file} isn't a database of newkey`, { cause })
  }
}

/**
 * Copies a database that may be in use, whole and as of one moment (SQLite docs: "Online Backup API").
 * @throws NewkeyError `store_failed`, also when `target` is there already
 */
export async function backUp(file: string, target: string): Promise<void> {
  if (existsSync(target))
    throw new NewkeyError('store_failed', `${target} is there already; nothing was written`)
  const db = openReadOnly(file)
  try {
    makeFile(target)
    // In one step: a copy in many begins anew with every write in between.
    await backup(db, target, { rate: MOST_PAGES })
  } catch (cause) {
    rmSync(target, { force: true })
    throw new NewkeyError('store_failed', `${target} can't be written`, { cause })
  } finally {
    db.close()
  }
}

function openReadOnly(file: string): DatabaseSync {
  if (!existsSync(file)) throw new NewkeyError('store_failed', `there is no database at ${file}`)
  return new DatabaseSync(file, { readOnly: true })
}
