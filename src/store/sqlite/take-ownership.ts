import type { Log } from '../../log.ts'
import { lookAtDatabase } from './database-file.ts'
import { takeLock } from './lock.ts'
import { type OwnDatabase, openDatabase } from './open.ts'
import { trueName } from './own-file.ts'

/** Takes a database for this process alone, whatever name leads to it. @throws NewkeyError as its parts do */
export async function takeDatabase(
  name: string,
  deps: {
    readonly monotonic: () => number
    readonly pause: (ms: number) => Promise<void>
    readonly log: Log
  },
  waitMs?: number,
): Promise<{ readonly db: OwnDatabase; readonly shut: () => Promise<void> }> {
  const file = trueName(name)
  // Before the lock, which is made beside whatever the name leads to.
  lookAtDatabase(file)
  const release = await takeLock(file, deps, waitMs)
  const db = await openDatabase(file, deps.log, release).catch((error: unknown) => {
    release()
    throw error
  })
  return { db, shut: () => db.destroy().then(release) }
}
