import type { Log } from '../../log.ts'
import type { OwnDatabase } from '../witness.ts'
import { checkDatabase } from './database-file.ts'
import { takeLock } from './lock.ts'
import { openDatabase } from './open.ts'
import { realPathOf } from './own-file.ts'

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
  const file = realPathOf(name)
  // Before the lock, whose file is created next to the database.
  checkDatabase(file)
  const release = await takeLock(file, deps, waitMs)
  const db = await openDatabase(file, deps.log, release).catch((error: unknown) => {
    release()
    throw error
  })
  return { db, shut: () => db.destroy().then(release) }
}
