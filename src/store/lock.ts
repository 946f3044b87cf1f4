import { closeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { NewkeyError } from '../errors.ts'
import { isBusy } from './append.ts'
import { openOwn, trueName } from './own-file.ts'

/** How long a start waits for the process before it to let go (ms), and how often it looks. */
export const WAIT_MS = 15_000
const LOOK_MS = 250

/**
 * Makes this process the only owner of a database file until it releases it or ends, however it ends: the system
 * frees the lock with the process. The lock is a file of its own, so that the database can still be read and copied;
 * it stands beside the file itself, whatever name leads there.
 * @returns gives the file free
 * @throws NewkeyError `database_locked`, `store_failed`
 */
export async function takeLock(
  file: string,
  deps: { readonly monotonic: () => number; readonly pause: (ms: number) => Promise<void> },
  waitMs = WAIT_MS,
): Promise<() => void> {
  const began = deps.monotonic()
  let path: string
  try {
    path = `${trueName(file)}.lock`
    closeSync(openOwn(path, (_, size) => size === 0))
  } catch (cause) {
    if (cause instanceof NewkeyError) throw cause
    throw new NewkeyError('store_failed', `${file} can't be made; see DATABASE_URL`, { cause })
  }
  for (;;) {
    const lock = new DatabaseSync(path, { timeout: 0 })
    try {
      lock.exec('begin exclusive')
      return () => lock.close()
    } catch (cause) {
      lock.close()
      if (!isBusy(cause)) throw new NewkeyError('store_failed', `${path} can't be locked`, { cause })
      if (deps.monotonic() - began >= waitMs) {
        const advice = `${file} belongs to another newkey that is running. Stop that one, or give this one its own DATABASE_URL.`
        throw new NewkeyError('database_locked', advice, { cause })
      }
    }
    await deps.pause(LOOK_MS)
  }
}
