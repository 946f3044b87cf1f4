import { guard } from './append.ts'
import { findGoneBack, type GoneBack } from './gone-back.ts'
import { readHeadFile } from './head-file.ts'
import { openForReading } from './node-sqlite.ts'
import { trueNameOfDatabase } from './own-file.ts'

/** How it shows, to somebody who only reads, that a database has gone back. @throws NewkeyError `store_failed` */
export async function readGoneBack(file: string): Promise<GoneBack | undefined> {
  const db = openForReading(file)
  try {
    // The file first: a newkey that runs meanwhile writes the database before it.
    const said = readHeadFile(trueNameOfDatabase(file))
    return await guard(() => findGoneBack(db, said))
  } finally {
    await db.destroy()
  }
}
