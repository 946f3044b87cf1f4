import type { Log } from '../log.ts'
import type { AuditReader } from './audit-reader.ts'
import type { Reader } from './engine.ts'
import { openAuditReader as openSqliteAuditReader } from './sqlite/audit-reader.ts'
import { backUp as backUpSqlite } from './sqlite/backup.ts'
import { openForReading } from './sqlite/open.ts'
import { realPathOfDatabase } from './sqlite/own-file.ts'
import { readGoneBack as readSqliteGoneBack } from './sqlite/read-gone-back.ts'
import { takeDatabase } from './sqlite/take-ownership.ts'
import type { GoneBack, OwnDatabase } from './witness.ts'

/**
 * Which database newkey works on. This file is the only one that knows which engines there are: a second one gets a kind
 * here and a folder beside `sqlite/`.
 */
export interface DatabaseSettings {
  readonly kind: 'sqlite'
  readonly file: string
}

/**
 * Takes a database for this process, and creates it where there is none.
 * @param waitMs how long to wait for a process that has it (ms)
 * @returns the database, and `shut`, which closes it and lets others have it
 * @throws NewkeyError `database_locked`, `store_failed`
 */
export function openDatabase(
  { file }: DatabaseSettings,
  deps: {
    readonly monotonic: () => number
    readonly pause: (ms: number) => Promise<void>
    readonly log: Log
  },
  waitMs?: number,
): Promise<{ readonly db: OwnDatabase; readonly shut: () => Promise<void> }> {
  return takeDatabase(file, deps, waitMs)
}

/** Checks that there is a database, without changing anything. @throws NewkeyError `store_failed` if there is none */
export function findDatabase({ file }: DatabaseSettings): void {
  realPathOfDatabase(file)
}

/** Opens a database for reading, also while newkey runs on it. @throws NewkeyError `store_failed` */
export const openReader = ({ file }: DatabaseSettings): Reader => openForReading(file)

/** Opens the audit log for reading, also while newkey runs on it. @throws NewkeyError `store_failed` */
export const openAuditReader = ({ file }: DatabaseSettings): Promise<AuditReader> =>
  openSqliteAuditReader(file)

/** Whether a database is older than it was, or another one; undefined for one that is as it should be. @throws NewkeyError `store_failed` */
export const readGoneBack = ({ file }: DatabaseSettings): Promise<GoneBack | undefined> =>
  readSqliteGoneBack(file)

/** Copies a database that may be in use to a new file. @throws NewkeyError `store_failed` */
export const backUp = ({ file }: DatabaseSettings, target: string): Promise<void> =>
  backUpSqlite(file, target)
