import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { type Log, SILENT_LOG } from '../../log.ts'
import type { Reader } from '../engine.ts'
import type { Schema } from '../schema.ts'
import type { OwnDatabase } from '../witness.ts'
import { APPLICATION_ID, makeDatabaseFile } from './database-file.ts'
import { findGoneBack, readEnd } from './gone-back.ts'
import { guard } from './guard.ts'
import { type HeadFile, type HeadRead, openHeadFile } from './head-file.ts'
import { requestsKeysAudit } from './migrations/0001-requests-keys-audit.ts'
import { openReadable } from './open-readable.ts'
import { type OwnFile, realPathOf } from './own-file.ts'
import { fileFault } from './why-not.ts'
import { createWitness } from './witness.ts'

/**
 * SQLite runs inside this process, and the lock on the file keeps every other process out: no other lease counts, and one
 * transaction follows the other.
 */
const SQLITE = {
  guard,
  isSoleWriter: true,
  giveTurn: () => turn(),
  serialize: async () => undefined,
}

/** Run in the order of their names. A released migration never changes. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-requests-keys-audit': requestsKeysAudit,
}

/**
 * Opens the database, creating its folder and file if they are missing, and migrates its tables. A commit is on disk when
 * it returns (SQLite docs: "PRAGMA synchronous", FULL). The end of the audit log is compared with the head file, which is
 * created for a database without records.
 * @param lock the lock file of this process; once it is gone or replaced, nothing more is written
 * @throws NewkeyError `store_failed`, also for a file that newkey didn't create, which is left unchanged
 */
export async function openDatabase(
  file: string,
  log: Log = SILENT_LOG,
  lock?: OwnFile,
): Promise<OwnDatabase> {
  let sqlite: DatabaseSync | undefined
  let headFile: HeadFile | undefined
  const close = (): void => {
    sqlite?.close()
    headFile?.close()
  }
  try {
    const path = realPathOf(file)
    const identity = makeDatabaseFile(path)
    headFile = openHeadFile(path)
    sqlite = new DatabaseSync(path)
    for (const pragma of [
      // First, so that every file that isn't empty has newkey's mark.
      `application_id = ${APPLICATION_ID}`,
      'journal_mode = wal',
      'synchronous = full',
      // Waiting inside SQLite would block the whole process, with its deadlines. guard() waits instead.
      'busy_timeout = 0',
      'foreign_keys = on',
    ])
      sqlite.exec(`pragma ${pragma}`)
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: adapt(sqlite, close) }) })
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: async () => MIGRATIONS },
    }).migrateToLatest()
    if (error) throw error
    const { head } = await readEnd(db)
    const goneBack = await findGoneBack(db, headFile.recorded)
    if (!goneBack && isStale(headFile.recorded)) headFile.make(head)
    // Before anything is written: a new record with the number of a lost one would look like a rewritten log to the next
    // start.
    if (goneBack?.kind === 'lacks') headFile.mark(goneBack.head)
    const database = { path, identity }
    const witness = createWitness({
      places: lock ? [database, lock] : [database],
      head,
      goneBack,
      file: headFile,
      log,
    })
    // A log that doesn't end where it says was changed before this start. The comparison makes the witness refuse writes
    // from now on; otherwise the head file is brought up to date.
    await witness.compare(db).then(witness.committed, () => undefined)
    const guardFile = <T>(work: () => Promise<T>): Promise<T> => guard(work, path)
    return Object.assign(db, { witness, ...SQLITE, guard: guardFile })
  } catch (cause) {
    close()
    throw fileFault(cause, file, `the database ${file} can't be opened or migrated`)
  }
}

/** Whether the head file of a database that hasn't gone back has to be written again. */
const isStale = (recorded: HeadRead): boolean =>
  recorded === 'missing' || (typeof recorded === 'object' && recorded.wentBack)

/** Opens a database for reading, even while another process uses it. @throws NewkeyError `store_failed` */
export function openForReading(file: string): Reader {
  const sqlite = openReadable(file)
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: adapt(sqlite, () => sqlite.close()) }),
  })
  return Object.assign(db, { guard })
}

/** How Kysely ends a transaction that failed. */
const ROLLBACK = 'rollback'
const NO_STATEMENT: ReturnType<SqliteDatabase['prepare']> = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
}

/** Node's own SQLite in the shape that Kysely expects of a driver. */
function adapt(sqlite: DatabaseSync, close: () => void): SqliteDatabase {
  return {
    close,
    prepare: (text) => {
      // After some faults, such as a full disk, SQLite has rolled back by itself (SQLite docs: "Transactions", "Response to
      // errors within a transaction"). It would refuse to do so again, and that error would hide the fault.
      if (text === ROLLBACK && !sqlite.isTransaction) return NO_STATEMENT
      const statement = sqlite.prepare(text)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(value)),
        run: (parameters) => statement.run(...parameters.map(value)),
        iterate: (parameters) => statement.iterate(...parameters.map(value)),
      }
    },
  }
}

function value(parameter: unknown): SQLInputValue {
  if (parameter === null || typeof parameter === 'string' || typeof parameter === 'number') return parameter
  throw new TypeError(`SQLite takes text, numbers and null, not ${typeof parameter}`)
}
