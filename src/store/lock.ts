import { DatabaseSync } from 'node:sqlite'
import { NewkeyError } from '../errors.ts'
import { isBusy } from './append.ts'
import { makeFile } from './node-sqlite.ts'

/** How long a start waits for the process before it to let go (ms), and how often it looks. */
export const WAIT_MS = 15_000
const LOOK_MS = 250

/**
 * Makes this process the only owner of a database file until it releases it or ends, however it ends: the system
 * frees the lock with the process. The lock is a file of its own, so that the database can still be read and copied.
 * @returns gives the file free
 * @throws NewkeyError `database_locked`
 */
export async function takeLock(
  file: string,
  deps: { readonly monotonic: () => number; readonly pause: (ms: number) => Promise<void> },
  waitMs = WAIT_MS,
): Promise<() => void> {
  const began = deps.monotonic()
  try {
    makeFile(`${file}.lock`)
  } catch (cause) {
    throw new NewkeyError('store_failed', `${file} can't be made; see DATABASE_URL`, { cause })
  }
  for (;;) {
    const lock = new DatabaseSync(`${file}.lock`, { timeout: 0 })
    try {
      lock.exec('begin exclusive')
      return () => lock.close()
    } catch (cause) {
      lock.close()
      if (!isBusy(cause)) throw new NewkeyError('store_failed', `${file}.lock can't be locked`, { cause })
      if (deps.monotonic() - began >= waitMs) {
        const advice = `${file} belongs to another newkey that is running. Stop that one, or give this one its own DATABASE_URL.`
        throw new NewkeyError('database_locked', advice, { cause })
      }
    }
    await deps.pause(LOOK_MS)
  }
}
