import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { NewkeyError } from '../../errors.ts'
import { type Identity, lookAtOwn, openOwn, trueNameOfDatabase } from './own-file.ts'

/** Marks a file as a database of newkey's ("nkey" in ASCII; SQLite docs: "PRAGMA application_id"). */
export const APPLICATION_ID = 0x6e6b6579
const SQLITE_HEADER = 'SQLite format 3\0'
/** Where the application id stands in the file (SQLite docs: "Database File Format", 1.3). */
const APPLICATION_ID_AT = 68
/** What newkey and SQLite keep beside a database. */
const BESIDE = ['.lock', '.head', '-wal', '-shm', '-journal']

/**
 * Looks at a database and at everything beside it, and touches nothing: what isn't newkey's has to be refused before
 * anything is made or changed.
 * @param path its true name @throws NewkeyError `store_failed`
 */
export function lookAtDatabase(path: string): void {
  for (const beside of BESIDE) lookAtOwn(path + beside)
  const there = lookAtOwn(path)
  if (there && there.size > 0 && !isMarked(path)) throw foreign(path)
}

/**
 * Makes the file for its owner alone before SQLite does; SQLite gives the files beside it the same mode.
 * @throws NewkeyError `store_failed` for a file that newkey didn't make
 */
export function makeDatabaseFile(path: string): Identity {
  lookAtDatabase(path)
  const handle = openOwn(path, (open, size) => size === 0 || bearsMark(open))
  const { dev, ino } = fstatSync(handle)
  closeSync(handle)
  return { dev, ino }
}

/**
 * The true name of a database that a command reads. Its first bytes are judged before SQLite opens it, since SQLite
 * leaves files beside whatever database it opens. Not for a process that has the database open already: closing a file
 * gives up the locks that the process has on it (SQLite docs: "How To Corrupt", 2.2).
 * @throws NewkeyError `store_failed` when it isn't a database of newkey
 */
export function readableDatabase(file: string): string {
  const path = trueNameOfDatabase(file)
  let marked: boolean
  try {
    marked = isMarked(path)
  } catch (cause) {
    throw new NewkeyError('store_failed', `${file} can't be read`, { cause })
  }
  if (!marked) throw new NewkeyError('store_failed', `${file} isn't a database of newkey`)
  return path
}

function isMarked(path: string): boolean {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const handle = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    return bearsMark(handle)
  } finally {
    closeSync(handle)
  }
}

function bearsMark(handle: number): boolean {
  const start = Buffer.alloc(APPLICATION_ID_AT + 4)
  readSync(handle, start, 0, start.length, 0)
  return (
    start.toString('latin1', 0, SQLITE_HEADER.length) === SQLITE_HEADER &&
    start.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID
  )
}

const foreign = (path: string): NewkeyError =>
  new NewkeyError('store_failed', `${path} was not made by newkey; it is left as it is`)
