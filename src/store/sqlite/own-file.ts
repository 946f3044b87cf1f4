import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  type Stats,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { NewkeyError } from '../../errors.ts'

/** Which file a path leads to, whatever its name. */
export interface Identity {
  readonly dev: number
  readonly ino: number
}

/** A file, and which one stood there. */
export interface Place {
  readonly path: string
  readonly identity: Identity
}

/**
 * The one path of a file that may have several names: links are followed, so that a lock beside the file is the same
 * for every name. Its folder is made, for its owner alone, where it is missing.
 * @throws NewkeyError `store_failed` for a link that leads to nothing, and for a folder that can't be made
 */
export function trueName(file: string): string {
  const path = resolve(file)
  makeFolder(dirname(path), file)
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (!there) return join(realpathSync(dirname(path)), basename(path))
  try {
    return realpathSync(path)
  } catch (cause) {
    throw new NewkeyError('store_failed', `${file} is a link that leads to nothing`, { cause })
  }
}

/** One folder at a time: below /proc, making several at once never ends in Node. */
function makeFolder(folder: string, file: string): void {
  try {
    if (lstatSync(folder, { throwIfNoEntry: false })) return
    makeFolder(dirname(folder), file)
    mkdirSync(folder, { mode: 0o700 })
  } catch (cause) {
    if (cause instanceof NewkeyError) throw cause
    throw new NewkeyError('store_failed', `${file} can't be made, since its folder can't; see DATABASE_URL`, {
      cause,
    })
  }
}

/**
 * The one path of a file that is only read. @throws NewkeyError `store_failed` where there is no regular file, or one
 * with several names: SQLite finds what was written last by the file's name (SQLite docs: "How To Corrupt", links)
 */
export function trueNameOfDatabase(file: string): string {
  if (!lstatSync(file, { throwIfNoEntry: false }))
    throw new NewkeyError('store_failed', `there is no database at ${file}`)
  const path = trueName(file)
  const stats = lstatSync(path)
  if (!stats.isFile()) throw new NewkeyError('store_failed', `${path} is no regular file`)
  refuseOtherNames(path, stats)
  return path
}

/**
 * Looks whether what stands at a path may be a file of newkey's own, and touches nothing.
 * @returns what stands there, if anything does. @throws NewkeyError `store_failed` when it may not be
 */
export function lookAtOwn(path: string): Stats | undefined {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there) refuseForeign(path, there)
  return there
}

/**
 * Opens a file of newkey's own, or makes it, for its owner alone. What is anything else stays as it is: a device, a
 * link, a folder, somebody else's file, one with several names, or one that `isOurs` doesn't know.
 * @param isOurs looks at a file that was there before, through its open handle
 * @returns the open handle. @throws NewkeyError `store_failed`, or what the system says
 */
export function openOwn(path: string, isOurs: (handle: number, size: number) => boolean): number {
  // Opening a device may already do something, so it is looked at before.
  lookAtOwn(path)
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants
  const handle = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
  try {
    const stats = fstatSync(handle)
    refuseForeign(path, stats)
    if (!isOurs(handle, stats.size))
      throw new NewkeyError('store_failed', `${path} was not made by newkey; it is left as it is`)
    if ((stats.mode & 0o777) !== 0o600) fchmodSync(handle, 0o600)
    return handle
  } catch (error) {
    closeSync(handle)
    throw error
  }
}

/** Makes a file that nobody has yet, for its owner alone. @throws what the system says, EEXIST for a link too */
export function makeNew(path: string): Identity {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const handle = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  const { dev, ino } = fstatSync(handle)
  closeSync(handle)
  return { dev, ino }
}

/** Whether a path still leads to this file. */
export function isStill({ path, identity: { dev, ino } }: Place): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats !== undefined && stats.dev === dev && stats.ino === ino
}

/**
 * Makes a new name in a folder durable, where the system lets a folder be synced: Windows and some network mounts
 * don't, and keep names safe in their own way or not at all.
 */
export function syncFolder(folder: string): void {
  let handle: number | undefined
  try {
    handle = openSync(folder, 'r')
    fsyncSync(handle)
  } catch {
    // Nothing that newkey can do makes it more durable.
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

function refuseForeign(path: string, stats: Stats): void {
  if (!stats.isFile())
    throw new NewkeyError('store_failed', `${path} is no regular file; it is left as it is`)
  const me = process.getuid?.()
  if (me !== undefined && stats.uid !== me)
    throw new NewkeyError('store_failed', `${path} belongs to another user; it is left as it is`)
  refuseOtherNames(path, stats)
}

function refuseOtherNames(path: string, stats: Stats): void {
  if (stats.nlink > 1)
    throw new NewkeyError(
      'store_failed',
      `${path} has ${stats.nlink} names (hard links): leave it one, or two processes could take it at the same time`,
    )
}
