import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { NewkeyError } from '../../errors.ts'
import { type Log, SILENT_LOG } from '../../log.ts'
import type { Engine, Reader } from '../engine.ts'
import type { Schema } from '../schema.ts'
import { APPLICATION_ID, makeDatabaseFile, readableDatabase } from './database-file.ts'
import { findGoneBack, readEnd } from './gone-back.ts'
import { guard } from './guard.ts'
import { type HeadFile, type HeadRead, openHeadFile } from './head-file.ts'
import { requestsKeysAudit } from './migrations/0001-requests-keys-audit.ts'
import { type Place, trueName } from './own-file.ts'
import { createWitness, type Witness } from './witness.ts'

/** A database that this process writes, with what it remembers of it. */
export type OwnDatabase = Engine & { readonly witness: Witness }

/** In the order of their names. A migration that has been released is never changed. */
const MIGRATIONS: Readonly<Record<string, Migration>> = { '0001-requests-keys-audit': requestsKeysAudit }

/**
 * Opens the database, making its folder and file where they are missing, and brings its tables up to date. A commit
 * is on the disk when it returns (SQLite docs: "PRAGMA synchronous", FULL). What the file beside it says of its end is
 * compared, and that file is made for a database without records.
 * @param lock the file by which this process keeps others out; once it isn't there any more, nothing is written
 * @throws NewkeyError `store_failed`, also for a file that newkey didn't make, which is left as it is
 */
export async function openDatabase(file: string, log: Log = SILENT_LOG, lock?: Place): Promise<OwnDatabase> {
  let sqlite: DatabaseSync | undefined
  let beside: HeadFile | undefined
  const close = (): void => {
    sqlite?.close()
    beside?.close()
  }
  try {
    const path = trueName(file)
    const identity = makeDatabaseFile(path)
    beside = openHeadFile(path)
    sqlite = new DatabaseSync(path)
    for (const pragma of [
      // First, so that a file with anything in it bears the mark.
      `application_id = ${APPLICATION_ID}`,
      'journal_mode = wal',
      'synchronous = full',
      // Waiting inside SQLite would stop the whole process, its deadlines too: guard() waits outside.
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
    const goneBack = await findGoneBack(db, beside.said)
    if (!goneBack && isStale(beside.said)) beside.make(head)
    // Before the first record that has the number of one that is lost: the next start couldn't tell the two apart.
    if (goneBack?.kind === 'lacks') beside.mark(goneBack.head)
    const database = { path, identity }
    const witness = createWitness({
      places: lock ? [database, lock] : [database],
      head,
      goneBack,
      file: beside,
      log,
    })
    // A log that ends elsewhere than it says was changed before this start: the witness knows from here on. What the
    // file beside it lacks is added.
    await witness.compare(db).then(witness.moved, () => undefined)
    return Object.assign(db, { witness, guard })
  } catch (cause) {
    close()
    if (cause instanceof NewkeyError) throw cause
    throw new NewkeyError('store_failed', `the database ${file} can't be opened or brought up to date`, {
      cause,
    })
  }
}

/** Whether a file beside a database that hasn't gone back has to be made anew. */
const isStale = (said: HeadRead): boolean => said === 'missing' || (typeof said === 'object' && said.wentBack)

/** Opens a database to read it, also while another process uses it. @throws NewkeyError `store_failed` */
export function openForReading(file: string): Reader {
  const sqlite = new DatabaseSync(readableDatabase(file), { readOnly: true })
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: adapt(sqlite, () => sqlite.close()) }),
  })
  return Object.assign(db, { guard })
}

/** Node's own SQLite in the shape that Kysely expects of a driver. */
function adapt(sqlite: DatabaseSync, close: () => void): SqliteDatabase {
  return {
    close,
    prepare: (text) => {
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
