import { closeSync, fstatSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { NewkeyError } from '../../errors.ts'
import { isBusy } from './guard.ts'
import { isStill, openOwn, type Place, trueName } from './own-file.ts'

/** How long a start waits for the process before it to let go (ms), and how often it looks. */
export const WAIT_MS = 15_000
const LOOK_MS = 250

/** Gives the file free, and says which file keeps the others out meanwhile. */
export interface Lock extends Place {
  (): void
}

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
): Promise<Lock> {
  const began = deps.monotonic()
  for (;;) {
    // Each time anew: somebody may have removed it while this process waited.
    const { path, identity } = makeLockFile(file)
    const lock = new DatabaseSync(path, { timeout: 0 })
    try {
      lock.exec('begin exclusive')
      if (isStill({ path, identity })) return Object.assign(() => lock.close(), { path, identity })
      lock.close()
    } catch (cause) {
      lock.close()
      if (!isBusy(cause)) throw new NewkeyError('store_failed', `${path} can't be locked`, { cause })
      if (deps.monotonic() - began >= waitMs) {
        const advice = `${file} belongs to another newkey that is running. Stop that one, or give this one its own DATABASE_URL`
        throw new NewkeyError('database_locked', advice, { cause })
      }
    }
    await deps.pause(LOOK_MS)
  }
}

function makeLockFile(file: string): Place {
  try {
    const path = `${trueName(file)}.lock`
    const handle = openOwn(path, (_, size) => size === 0)
    const { dev, ino } = fstatSync(handle)
    closeSync(handle)
    return { path, identity: { dev, ino } }
  } catch (cause) {
    if (cause instanceof NewkeyError) throw cause
    throw new NewkeyError('store_failed', `${file} can't be made; see DATABASE_URL`, { cause })
  }
}
