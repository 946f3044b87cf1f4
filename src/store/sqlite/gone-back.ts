import { type Kysely, sql } from 'kysely'
import { GENESIS } from '../../audit/chain.ts'
import type { AuditRecord } from '../../audit/record.ts'
import type { Checkpoint } from '../../audit/verify.ts'
import type { Schema } from '../schema.ts'
import type { HeadRead } from './head-file.ts'

/** How it shows that a database is older than it has been, or another one. */
export type GoneBack =
  /** The file beside it names a record that the chain lacks, or lacked when a start found so. */
  | { readonly kind: 'lacks'; readonly head: Checkpoint }
  /** The chain has another record in the place of the one that the file names, and never lacked that one. */
  | { readonly kind: 'rewritten'; readonly head: Checkpoint }
  /** The database has records, and no such file, or one that an empty database has. */
  | { readonly kind: 'missing' }
  /** The file doesn't hold what newkey writes. */
  | { readonly kind: 'unreadable' }

/** The record of a declaration, and what has to be declared still. */
export interface Adoption {
  readonly record: AuditRecord
  readonly waits: GoneBack | undefined
}

/** Where the chain ends by the log's own account, and its last record. */
export interface End {
  readonly head: Checkpoint
  readonly last: Checkpoint
}

/** Reads both in one statement, so that they are of the same moment. */
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
 * Whether a database is older than the file beside it knows, or another one. The file may be behind, as after a power
 * cut; an honest database is never behind the file, since each commit is on the disk before the file is written.
 * @param said what the file says; read before the database where another process writes both
 */
export async function findGoneBack(db: Kysely<Schema>, said: HeadRead): Promise<GoneBack | undefined> {
  const end = await readEnd(db)
  const empty = end.last.seq === 0 && end.head.seq === 0
  if (said === 'missing') return empty ? undefined : { kind: 'missing' }
  if (said === 'unreadable') return { kind: 'unreadable' }
  // The first record is written to the file durably: a longer log was put in the place of an empty one.
  if (said.seq === 0) return end.last.seq <= 1 ? undefined : { kind: 'missing' }
  const row = await db.selectFrom('audit').select('hash').where('seq', '=', said.seq).executeTakeFirst()
  if (row?.hash === said.hash) return undefined
  const head = { seq: said.seq, hash: said.hash }
  return { kind: row && !said.wentBack ? 'rewritten' : 'lacks', head }
}

/** The command by which the operator declares it. */
export function declaration(gone: GoneBack): string {
  const what = 'head' in gone ? `${gone.head.seq}:${gone.head.hash}` : 'unknown'
  return `newkey audit adopt ${what} "why"`
}
