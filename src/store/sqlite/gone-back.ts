import { type Kysely, sql } from 'kysely'
import { GENESIS } from '../../audit/chain.ts'
import type { AuditRecord } from '../../audit/record.ts'
import type { Checkpoint } from '../../audit/verify.ts'
import type { Schema } from '../schema.ts'
import type { HeadRead } from './head-file.ts'

/** What shows that a database is older than it was, or that it is another database. */
export type GoneBack =
  /** The head file names a record that the chain lacks, or lacked at an earlier start. */
  | { readonly kind: 'lacks'; readonly head: Checkpoint }
  /** The chain has another record with the number that the head file names, and no start found that record missing. */
  | { readonly kind: 'rewritten'; readonly head: Checkpoint }
  /** The database has records, but there is no head file, or only an empty database's. */
  | { readonly kind: 'missing' }
  /** The head file doesn't contain what newkey writes. */
  | { readonly kind: 'unreadable' }

/** The record of a declaration, and what is still undeclared. */
export interface Adoption {
  readonly record: AuditRecord
  readonly waits: GoneBack | undefined
}

/** Where the log says that the chain ends, and its last record. */
export interface End {
  readonly head: Checkpoint
  readonly last: Checkpoint
}

/** Reads both in one statement, so that they belong to the same moment. */
export async function readEnd(db: Kysely<Schema>): Promise<End> {
  const { rows } = await sql<{
    seq: number
    hash: string
    last_seq: number | null
    last_hash: string | null
  }>`
    select head.seq, head.hash, last.seq as last_seq, last.hash as last_hash
    from audit_head as head left join audit as last on last.seq = (select max(seq) from audit)`.execute(db)
  const [row] = rows
  return {
    head: { seq: row?.seq ?? -1, hash: row?.hash ?? '' },
    last: { seq: row?.last_seq ?? 0, hash: row?.last_hash ?? GENESIS },
  }
}

/**
 * Checks whether a database is older than its head file says, or another one. The head file may be behind the database,
 * as after a power cut. An intact database is never behind the head file, since each commit is on disk before the file
 * is written.
 * @param recorded what the head file says; where another process may write both, read the file first
 * @returns undefined for a database that is as it should be
 */
export async function findGoneBack(db: Kysely<Schema>, recorded: HeadRead): Promise<GoneBack | undefined> {
  const end = await readEnd(db)
  const empty = end.last.seq === 0 && end.head.seq === 0
  if (recorded === 'missing') return empty ? undefined : { kind: 'missing' }
  if (recorded === 'unreadable') return { kind: 'unreadable' }
  // The first record is written to the file durably, so a longer log has replaced an empty one.
  if (recorded.seq === 0) return end.last.seq <= 1 ? undefined : { kind: 'missing' }
  const row = await db.selectFrom('audit').select('hash').where('seq', '=', recorded.seq).executeTakeFirst()
  if (row?.hash === recorded.hash) return undefined
  const head = { seq: recorded.seq, hash: recorded.hash }
  return { kind: row && !recorded.wentBack ? 'rewritten' : 'lacks', head }
}

/** The command that the operator runs to declare it. */
export function declaration(gone: GoneBack): string {
  const what = 'head' in gone ? `${gone.head.seq}:${gone.head.hash}` : 'unknown'
  return `newkey audit adopt ${what} "why"`
}
