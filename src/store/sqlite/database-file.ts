import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { NewkeyError } from '../../errors.ts'
import { checkOwn, type FileIdentity, openOwn, realPathOfDatabase } from './own-file.ts'

/** Marks a file as a newkey database ("nkey" in ASCII; SQLite docs: "PRAGMA application_id"). */
export const APPLICATION_ID = 0x6e6b6579
const SQLITE_HEADER = 'SQLite format 3\0'
/** The offset of the application id in the file, in bytes (SQLite docs: "Database File Format", 1.3). */
const APPLICATION_ID_AT = 68
/** Suffixes of the files that newkey and SQLite write next to a database. */
const BESIDE = ['.lock', '.head', '-wal', '-shm', '-journal']

/**
 * Checks that a database and the files next to it are newkey's, before anything is created or changed. It touches nothing.
 * @param path the real path of the database, which need not exist
 * @throws NewkeyError `store_failed` for a file that isn't newkey's
 */
export function checkDatabase(path: string): void {
  for (const beside of BESIDE) checkOwn(path + beside)
  const there = checkOwn(path)
  if (there && there.size > 0 && !hasMark(path)) throw foreign(path)
}

/**
 * Creates the file, readable by its owner only, before SQLite would. SQLite gives the files next to it the same mode.
 * @returns which file it is
 * @throws NewkeyError `store_failed` for a file that newkey didn't create
 */
export function makeDatabaseFile(path: string): FileIdentity {
  checkDatabase(path)
  const handle = openOwn(path, (open, size) => size === 0 || startsWithMark(open))
  const { dev, ino } = fstatSync(handle)
  closeSync(handle)
  return { dev, ino }
}

/**
 * The real path of a database that a command reads. Its first bytes are checked before SQLite opens it, since SQLite
 * creates files next to any database that it opens. Don't call this in a process that already has the database open:
 * closing a file releases all locks that the process holds on it (SQLite docs: "How To Corrupt", 2.2).
 * @throws NewkeyError `store_failed` when it isn't a newkey database
 */
export function readableDatabase(file: string): string {
  const path = realPathOfDatabase(file)
  let marked: boolean
  try {
    marked = hasMark(path)
  } catch (cause) {
    throw new NewkeyError('store_failed', `${file} can't be read`, { cause })
  }
  if (!marked) throw new NewkeyError('store_failed', `${file} isn't a newkey database`)
  return path
}

function hasMark(path: string): boolean {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const handle = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    return startsWithMark(handle)
  } finally {
    closeSync(handle)
  }
}

function startsWithMark(handle: number): boolean {
  const start = Buffer.alloc(APPLICATION_ID_AT + 4)
  readSync(handle, start, 0, start.length, 0)
  return (
    start.toString('latin1', 0, SQLITE_HEADER.length) === SQLITE_HEADER &&
    start.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID
  )
}

const foreign = (path: string): NewkeyError =>
  new NewkeyError('store_failed', `${path} was not created by newkey, and was left unchanged`)
