import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { NewkeyError } from '../errors.ts'
import { requestsAndAudit } from './migrations/0001-requests-and-audit.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>

/** In the order of their names. A migration that has been released is never changed. */
const MIGRATIONS: Readonly<Record<string, Migration>> = { '0001-requests-and-audit': requestsAndAudit }

/**
 * Opens the database, making its folder and file where they are missing, and brings its tables up to date. A commit
 * is on the disk when it returns (SQLite docs: "PRAGMA synchronous", FULL).
 * @throws NewkeyError `store_failed`
 */
export async function openDatabase(file: string): Promise<Database> {
  try {
    makeFile(file)
    const sqlite = new DatabaseSync(file)
    for (const pragma of [
      'journal_mode = wal',
      'synchronous = full',
      // Waiting inside SQLite would stop the whole process, its deadlines too: guard() waits outside.
      'busy_timeout = 0',
      'foreign_keys = on',
    ])
      sqlite.exec(`pragma ${pragma}`)
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: adapt(sqlite) }) })
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: async () => MIGRATIONS },
    }).migrateToLatest()
    if (error) throw error
    return db
  } catch (cause) {
    throw new NewkeyError('store_failed', `the database ${file} can't be opened or brought up to date`, {
      cause,
    })
  }
}

/** Opens a database to read it, also while another process uses it. @throws NewkeyError `store_failed` */
export function openForReading(file: string): Database {
  if (!existsSync(file)) throw new NewkeyError('store_failed', `there is no database at ${file}`)
  return new Kysely<Schema>({
    dialect: new SqliteDialect({ database: adapt(new DatabaseSync(file, { readOnly: true })) }),
  })
}

/** Makes the file for its owner alone before SQLite does; SQLite gives the files beside it the same mode. */
export function makeFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}

/** Node's own SQLite in the shape that Kysely expects of a driver. */
function adapt(sqlite: DatabaseSync): SqliteDatabase {
  return {
    close: () => sqlite.close(),
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
