import { lstatSync, rmSync } from 'node:fs'
import { backup } from 'node:sqlite'
import { NewkeyError } from '../../errors.ts'
import { openReadable } from './open-readable.ts'
import { createNew, isSameFile, realPathOf } from './own-file.ts'

/** More pages than any newkey database has: 4 TB at SQLite's default page size. */
const MOST_PAGES = 1_000_000_000

/** Suffixes of the files that SQLite may write next to a database (SQLite docs: "Temporary Files"), and none for the database. */
const BESIDE = ['', '-journal', '-wal', '-shm']

/**
 * Copies a database that may be in use, as it is at one moment (SQLite docs: "Online Backup API"). The file that records
 * where the chain ends isn't copied, so that newkey recognises a restored copy.
 * @throws NewkeyError `store_failed`, also when anything exists at `target`, even a dangling link
 */
export async function backUp(file: string, target: string): Promise<void> {
  for (const one of BESIDE)
    if (lstatSync(target + one, { throwIfNoEntry: false }))
      throw new NewkeyError('store_failed', `${target + one} already exists; nothing was written`)
  const db = openReadable(file)
  let remove: (() => void) | undefined
  try {
    const path = realPathOf(target)
    const made = createNew(path)
    remove = () => {
      if (isSameFile({ path, identity: made })) rmSync(path)
    }
    // In a single step: a copy in several steps starts again whenever another process writes in between.
    await backup(db, path, { rate: MOST_PAGES })
  } catch (cause) {
    remove?.()
    throw new NewkeyError('store_failed', `${file} can't be copied to ${target}`, { cause })
  } finally {
    db.close()
  }
}
