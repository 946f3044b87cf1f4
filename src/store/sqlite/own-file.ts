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
import { fileFault } from './why-not.ts'

/** What identifies a file, whatever path leads to it: its device and inode. */
export interface FileIdentity {
  readonly dev: number
  readonly ino: number
}

/** A path, and the file that stood there when newkey opened it. */
export interface OwnFile {
  readonly path: string
  readonly identity: FileIdentity
}

/**
 * The real path of a file. Links are followed, so that every path to the file leads to the same lock file next to it. A
 * missing folder is created, readable by its owner only.
 * @throws NewkeyError `store_failed` for a dangling link, and for a folder that can't be created
 */
export function realPathOf(file: string): string {
  const path = resolve(file)
  makeFolder(dirname(path), file)
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (!there) return join(realpathSync(dirname(path)), basename(path))
  try {
    return realpathSync(path)
  } catch (cause) {
    throw new NewkeyError('store_failed', `${file} is a link to a file that doesn't exist`, { cause })
  }
}

/** Creates one folder at a time: below /proc, Node's recursive mkdir never returns. */
function makeFolder(folder: string, file: string): void {
  try {
    if (lstatSync(folder, { throwIfNoEntry: false })) return
    makeFolder(dirname(folder), file)
    mkdirSync(folder, { mode: 0o700 })
  } catch (cause) {
    throw fileFault(cause, folder, `${file} can't be created, because its folder can't; check DATABASE_URL`)
  }
}

/**
 * The real path of a database that is only read.
 * @throws NewkeyError `store_failed` if it isn't a regular file, or has several hard links: SQLite finds the write-ahead
 *   log by the path (SQLite docs: "How To Corrupt", links)
 */
export function realPathOfDatabase(file: string): string {
  if (!lstatSync(file, { throwIfNoEntry: false }))
    throw new NewkeyError('store_failed', `there is no database at ${file}`)
  const path = realPathOf(file)
  const stats = lstatSync(path)
  if (!stats.isFile()) throw new NewkeyError('store_failed', `${path} isn't a regular file`)
  refuseOtherNames(
    path,
    stats,
    'Copy it and set DATABASE_URL to the copy: otherwise newer records, written by another of its names, could be missed',
  )
  return path
}

/**
 * Checks that a path is free or leads to a file that can be newkey's own. It touches nothing.
 * @returns the file's status, or undefined if there is no file
 * @throws NewkeyError `store_failed` for anything else
 */
export function checkOwn(path: string): Stats | undefined {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there) refuseForeign(path, there)
  return there
}

/**
 * Opens a file of newkey's own, or creates it, readable by its owner only. Anything else is left unchanged: a device, a
 * link, a folder, another user's file, a file with several hard links, or one that `isOurs` rejects.
 * @param isOurs checks a file through its open handle; `size` is in bytes
 * @returns the open handle
 * @throws NewkeyError `store_failed`, or the system's error
 */
export function openOwn(path: string, isOurs: (handle: number, size: number) => boolean): number {
  // Checked before opening, since merely opening a device may have an effect.
  checkOwn(path)
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants
  const handle = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
  try {
    const stats = fstatSync(handle)
    refuseForeign(path, stats)
    if (!isOurs(handle, stats.size))
      throw new NewkeyError('store_failed', `${path} was not created by newkey, and was left unchanged`)
    if ((stats.mode & 0o777) !== 0o600) fchmodSync(handle, 0o600)
    return handle
  } catch (error) {
    closeSync(handle)
    throw error
  }
}

/** Creates a file, readable by its owner only. @throws the system's error: EEXIST if anything is there, even a link */
export function createNew(path: string): FileIdentity {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const handle = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  const { dev, ino } = fstatSync(handle)
  closeSync(handle)
  return { dev, ino }
}

/** Whether the path still leads to the file that newkey opened. */
export function isSameFile({ path, identity: { dev, ino } }: OwnFile): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats !== undefined && stats.dev === dev && stats.ino === ino
}

/**
 * Makes a new entry in a folder durable, on systems that can sync a folder. Windows and some network mounts can't: there
 * it depends on the system.
 */
export function syncFolder(folder: string): void {
  let handle: number | undefined
  try {
    handle = openSync(folder, 'r')
    fsyncSync(handle)
  } catch {
    // newkey can't make the entry any more durable than the system does.
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

function refuseForeign(path: string, stats: Stats): void {
  if (!stats.isFile())
    throw new NewkeyError('store_failed', `${path} isn't a regular file, and was left unchanged`)
  const me = process.getuid?.()
  if (me !== undefined && stats.uid !== me)
    throw new NewkeyError(
      'store_failed',
      `${path} belongs to another user, and was left unchanged. Give it to newkey's user (chown), or set another DATABASE_URL`,
    )
  refuseOtherNames(path, stats, 'Remove all but one: otherwise two processes could use it at the same time')
}

function refuseOtherNames(path: string, { nlink }: Stats, fix: string): void {
  if (nlink > 1) throw new NewkeyError('store_failed', `${path} has ${nlink} hard links. ${fix}`)
}
