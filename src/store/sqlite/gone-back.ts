import { type Kysely, sql } from 'kysely'
import { GENESIS } from '../../audit/chain.ts'
import type { Checkpoint } from '../../audit/verify.ts'
import type { Schema } from '../schema.ts'
import type { GoneBack } from '../witness.ts'
import type { HeadRead } from './head-file.ts'

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
