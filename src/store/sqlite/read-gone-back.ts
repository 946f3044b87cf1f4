import { findGoneBack, type GoneBack } from './gone-back.ts'
import { guard } from './guard.ts'
import { readHeadFile } from './head-file.ts'
import { openForReading } from './open.ts'
import { trueNameOfDatabase } from './own-file.ts'

/**
 * How it shows, to somebody who only reads, that a database has gone back or is another one. Where it does, both are
 * read once more: a newkey that runs may have been writing the file at that moment.
 * @param read reads the file beside the database. @throws NewkeyError `store_failed`
 */
export async function readGoneBack(file: string, read = readHeadFile): Promise<GoneBack | undefined> {
  const db = openForReading(file)
  try {
    const path = trueNameOfDatabase(file)
    const look = (): Promise<GoneBack | undefined> => {
      // The file first: a newkey that runs meanwhile writes the database before it.
      const said = read(path)
      return guard(() => findGoneBack(db, said))
    }
    return (await look()) && (await look())
  } finally {
    await db.destroy()
  }
}
