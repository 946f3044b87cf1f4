import type { GoneBack } from '../witness.ts'
import { findGoneBack } from './gone-back.ts'
import { guard } from './guard.ts'
import { readHeadFile } from './head-file.ts'
import { openForReading } from './open.ts'
import { realPathOfDatabase } from './own-file.ts'

/**
 * Checks, without changing anything, whether a database has gone back or is another one. If so, it checks once more: a
 * running newkey may have been writing the head file at that moment.
 * @param read reads the head file
 * @returns undefined for a database that is as it should be
 * @throws NewkeyError `store_failed`
 */
export async function readGoneBack(file: string, read = readHeadFile): Promise<GoneBack | undefined> {
  const db = openForReading(file)
  try {
    const path = realPathOfDatabase(file)
    const look = (): Promise<GoneBack | undefined> => {
      // The head file is read first, since a running newkey writes the database first.
      const recorded = read(path)
      return guard(() => findGoneBack(db, recorded))
    }
    return (await look()) && (await look())
  } finally {
    await db.destroy()
  }
}
