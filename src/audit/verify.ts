import { GENESIS, hashOf } from './chain.ts'

/** A stored record: `bytes` as they were hashed, and columns that say the same. */
export interface StoredRecord {
  readonly seq: number
  readonly previous_hash: string
  readonly hash: string
  readonly bytes: string
  readonly at: string
  readonly event: string
  readonly request: string | null
  readonly actor_user: string
  readonly actor_team: string | null
  readonly account: string
  readonly name: string
  readonly sid: string | null
  readonly group: string | null
  readonly reason: string
  readonly outcome: string
}

/** A place in the chain: the record with this number has this hash. Kept elsewhere, it proves all before it. */
export interface Checkpoint {
  readonly seq: number
  readonly hash: string
}

export type Verdict =
  | { readonly kind: 'intact'; readonly head: Checkpoint }
  /**
   * The checkpoint isn't in the log, and the record `at` declares that it is missing. Whoever can write the log can write
   * that too: it proves nothing unless `at` is itself kept elsewhere.
   */
  | { readonly kind: 'adopted'; readonly head: Checkpoint; readonly at: Checkpoint }
  /** `seq` is the first record that isn't as it was written, or that is missing. */
  | { readonly kind: 'broken'; readonly seq: number; readonly why: Breach }

export type Breach =
  /** A record is missing before this one, or in the place of this one. */
  | 'missing'
  /** The record's own bytes or hash were changed. */
  | 'changed'
  /** The record's columns don't say what its bytes say. */
  | 'columns'
  /** The log ends before the checkpoint, or behind its own head. */
  | 'cut'
  /** The record with the checkpoint's number has another hash: something up to it was rewritten, with all that follows. */
  | 'rewritten'

/** What an `adopted` record says in `reason`, before the operator's words. */
export const declare = ({ seq, hash }: Checkpoint): string => `checkpoint ${seq}:${hash} isn't in this log: `

/**
 * Walks the whole chain, one record at a time.
 * @param records in the order of their numbers
 * @param head the last record by the log's own account
 * @param since a checkpoint that was kept elsewhere
 */
export function verifyChain(
  records: Iterable<StoredRecord>,
  head: Checkpoint,
  since: Checkpoint | undefined,
): Verdict {
  let last: Checkpoint = { seq: 0, hash: GENESIS }
  let adopted: Checkpoint | undefined
  let met = since === undefined || (since.seq === 0 && since.hash === GENESIS)
  const broken = (seq: number, why: Breach): Verdict => ({ kind: 'broken', seq, why })
  for (const record of records) {
    const seq = last.seq + 1
    if (record.seq !== seq) return broken(seq, 'missing')
    if (record.previous_hash !== last.hash || record.hash !== hashOf(last.hash, record.bytes))
      return broken(seq, 'changed')
    if (bytesOf(record) !== record.bytes) return broken(seq, 'columns')
    if (since && !met && record.event === 'adopted' && record.reason.startsWith(declare(since)))
      adopted = { seq, hash: record.hash }
    if (since?.seq === seq) met = record.hash === since.hash
    last = { seq, hash: record.hash }
  }
  if (last.seq !== head.seq || last.hash !== head.hash) return broken(last.seq + 1, 'cut')
  if (met || !since) return { kind: 'intact', head: last }
  if (adopted) return { kind: 'adopted', head: last, at: adopted }
  return since.seq > last.seq ? broken(last.seq + 1, 'cut') : broken(since.seq, 'rewritten')
}

/** The bytes that columns like these were hashed from. */
export function bytesOf(record: StoredRecord): string {
  const { seq, at, event, request, account, name, sid, group, reason, outcome } = record
  const actor = { user: record.actor_user, team: record.actor_team }
  return JSON.stringify({ seq, at, event, request, actor, account, name, sid, group, reason, outcome })
}
