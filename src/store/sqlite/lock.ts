import { closeSync, fstatSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { NewkeyError } from '../../errors.ts'
import { isBusy } from './guard.ts'
import { isSameFile, type OwnFile, openOwn, realPathOf } from './own-file.ts'
import { fileFault } from './why-not.ts'

/** How long a start waits for the previous process to release the lock (ms), and how often it tries. */
export const WAIT_MS = 15_000
const RETRY_MS = 250

/** A lock that is held: call it to release it. `path` and `identity` name the lock file. */
export interface Lock extends OwnFile {
  (): void
}

/**
 * Makes this process the only owner of a database file. It stays the owner until it releases the lock or ends; the system
 * releases the lock of a process that ends in any way. The lock is a separate file, so that other programs can still read
 * and copy the database. It stands next to the real file, even if a link was given.
 * @param waitMs how long to wait for another process (ms)
 * @returns a function that releases the lock
 * @throws NewkeyError `database_locked` if another process still holds the lock after the wait; `store_failed`
 */
export async function takeLock(
  file: string,
  deps: { readonly monotonic: () => number; readonly pause: (ms: number) => Promise<void> },
  waitMs = WAIT_MS,
): Promise<Lock> {
  const began = deps.monotonic()
  for (;;) {
    // Opened again each time: somebody may have removed it during the wait.
    const { path, identity } = makeLockFile(file)
    const lock = new DatabaseSync(path, { timeout: 0 })
    try {
      lock.exec('begin exclusive')
      if (isSameFile({ path, identity })) return Object.assign(() => lock.close(), { path, identity })
      lock.close()
    } catch (cause) {
      lock.close()
      if (!isBusy(cause)) throw fileFault(cause, path, `${path} can't be locked`)
      if (deps.monotonic() - began >= waitMs) {
        const advice = `${file} is in use by another newkey process. Stop that process, or set another DATABASE_URL for this one`
        throw new NewkeyError('database_locked', advice, { cause })
      }
    }
    await deps.pause(RETRY_MS)
  }
}

function makeLockFile(file: string): OwnFile {
  try {
    const path = `${realPathOf(file)}.lock`
    const handle = openOwn(path, (_, size) => size === 0)
    const { dev, ino } = fstatSync(handle)
    closeSync(handle)
    return { path, identity: { dev, ino } }
  } catch (cause) {
    throw fileFault(cause, file, `${file} can't be created; check DATABASE_URL`)
  }
}
