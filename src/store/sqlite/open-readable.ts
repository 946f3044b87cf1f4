import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { NewkeyError } from '../../errors.ts'
import { readableDatabase } from './database-file.ts'

const coded = z.object({ errcode: z.number() })
/** SQLITE_READONLY and SQLITE_CANTOPEN (SQLite docs: "Result and Error Codes"; the lowest byte is the primary code). */
const NOTHING_BESIDE: ReadonlySet<number> = new Set([8, 14])

/**
 * Opens a database for reading, even while newkey runs on it. To read, SQLite keeps two files next to a database of this
 * kind (SQLite docs: "Write-Ahead Logging", read-only databases). Where it can't make them, as on read-only media or in
 * another user's folder, the file is opened as one that nobody changes (`immutable`). That is done only without a
 * write-ahead log: while newkey has the database open there is one, and it may hold commits that the file lacks.
 * @throws NewkeyError `store_failed` when it isn't a newkey database or can't be read
 */
export function openReadable(file: string): DatabaseSync {
  const path = readableDatabase(file)
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    touch(db)
    return db
  } catch (cause) {
    db.close()
    const code = coded.safeParse(cause).data?.errcode
    if (code === undefined || !NOTHING_BESIDE.has(code & 0xff))
      throw new NewkeyError('store_failed', `${file} can't be read`, {
        cause,
        ...(code !== undefined && { detail: `sqlite ${code}` }),
      })
    return openImmutable(file, path, cause)
  }
}

function openImmutable(file: string, path: string, cause: unknown): DatabaseSync {
  if (hasLog(path))
    throw new NewkeyError(
      'store_failed',
      `${file} can't be read here, because ${path}-wal belongs to it and this folder can't be written to. Run the command as the user that newkey runs as, or copy both files to another folder and set DATABASE_URL to the copy`,
      { cause },
    )
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  const db = new DatabaseSync(url, { readOnly: true })
  try {
    touch(db)
    // newkey may have started meanwhile. Then the file alone isn't the whole database any more.
    if (!hasLog(path)) return db
  } catch (fault) {
    db.close()
    throw new NewkeyError('store_failed', `${file} can't be read`, { cause: fault })
  }
  db.close()
  throw new NewkeyError('store_failed', `${file} has just been taken into use; run the command again`)
}

/** An empty log counts too: whoever made it may be about to write. */
const hasLog = (path: string): boolean => statSync(`${path}-wal`, { throwIfNoEntry: false }) !== undefined

/** Reads the smallest thing, since SQLite opens its files only when it needs them. */
const touch = (db: DatabaseSync): unknown => db.prepare('select count(*) from sqlite_schema').get()
