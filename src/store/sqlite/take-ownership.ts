import type { Log } from '../../log.ts'
import type { OwnDatabase } from '../witness.ts'
import { checkDatabase } from './database-file.ts'
import { takeLock } from './lock.ts'
import { openDatabase } from './open.ts'
import { realPathOf } from './own-file.ts'
import { fileFault } from './why-not.ts'

/**
 * Locks a database for this process and opens it.
 * @param name its path, which may be a link
 * @param waitMs how long to wait for a process that holds the lock (ms)
 * @returns the database, and `shut`, which closes it and releases the lock
 * @throws NewkeyError `database_locked`, `store_failed`
 */
export async function takeDatabase(
  name: string,
  deps: {
    readonly monotonic: () => number
    readonly pause: (ms: number) => Promise<void>
    readonly log: Log
  },
  waitMs?: number,
): Promise<{ readonly db: OwnDatabase; readonly shut: () => Promise<void> }> {
  const file = checked(name)
  const release = await takeLock(file, deps, waitMs)
  const db = await openDatabase(file, deps.log, release).catch((error: unknown) => {
    release()
    throw error
  })
  return { db, shut: () => db.destroy().then(release) }
}

/** The real path of a database that is newkey's, or isn't there yet. It is checked before the lock file is created next to it. */
function checked(name: string): string {
  try {
    const file = realPathOf(name)
    checkDatabase(file)
    return file
  } catch (cause) {
    throw fileFault(cause, name, `${name} can't be opened; check DATABASE_URL`)
  }
}
