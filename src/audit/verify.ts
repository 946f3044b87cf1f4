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

/** Where a chain isn't as it was written. */
export interface Broken {
  readonly kind: 'broken'
  /** The first record that isn't as it was written, or that is missing. */
  readonly seq: number
  readonly cause: Breach
  /** The checkpoint that isn't in the log, where nothing but that shows it. */
  readonly since?: Checkpoint
}

export type Verdict =
  | { readonly kind: 'intact'; readonly head: Checkpoint }
  /**
   * Checkpoints aren't in the log, and the record `at` of each declares that it is missing. Whoever can write the log
   * can write that too: it proves nothing unless `at` is itself kept elsewhere.
   */
  | { readonly kind: 'adopted'; readonly head: Checkpoint; readonly gaps: readonly Gap[] }
  | Broken

/** A checkpoint that isn't in the log, and the record that declares so. */
export interface Gap {
  readonly since: Checkpoint
  readonly at: Checkpoint
}

export type Breach =
  /** A record is missing before this one, or in the place of this one. */
  | 'missing'
  /** A record of this number isn't one of newkey's, which numbers them from 1. */
  | 'extra'
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

/** Looks at a chain record by record. `undefined` stands for a row that doesn't have a record's shape. */
export interface Verifier {
  /** Takes the next record. @returns what is wrong with it */
  take(record: StoredRecord | undefined): Broken | undefined
  /** The verdict after the last record; `head` is the last record by the log's own account. */
  end(head: Checkpoint): Verdict
}

export const sameRecord = (one: Checkpoint, other: Checkpoint): boolean =>
  one.seq === other.seq && one.hash === other.hash

const START: Checkpoint = { seq: 0, hash: GENESIS }

/** @param sinces checkpoints that were kept elsewhere */
export function createVerifier(sinces: readonly Checkpoint[] = []): Verifier {
  let last = START
  const missing = new Set(sinces.filter((since) => !sameRecord(since, START)))
  const declared = new Map<Checkpoint, Checkpoint>()
  const broken = (seq: number, cause: Breach): Broken => ({ kind: 'broken', seq, cause })
  return {
    take: (record) => {
      const seq = last.seq + 1
      if (!record) return broken(seq, 'changed')
      if (record.seq < 1) return broken(record.seq, 'extra')
      if (record.seq !== seq) return broken(seq, 'missing')
      if (record.previous_hash !== last.hash || record.hash !== hashOf(last.hash, record.bytes))
        return broken(seq, 'changed')
      if (bytesOf(record) !== record.bytes) return broken(seq, 'columns')
      last = { seq, hash: record.hash }
      for (const since of missing) {
        if (sameRecord(since, last)) missing.delete(since)
        else if (record.event === 'adopted' && record.reason.startsWith(declare(since)))
          declared.set(since, last)
      }
      return undefined
    },
    end: (head) => {
      if (!sameRecord(last, head)) return broken(last.seq + 1, 'cut')
      const gaps: Gap[] = []
      for (const since of missing) {
        const at = declared.get(since)
        if (at) gaps.push({ since, at })
        else if (since.seq > last.seq) return { ...broken(last.seq + 1, 'cut'), since }
        else return { ...broken(since.seq, 'rewritten'), since }
      }
      return gaps.length === 0 ? { kind: 'intact', head: last } : { kind: 'adopted', head: last, gaps }
    },
  }
}

/**
 * Walks the whole chain, one record at a time.
 * @param records in the order of their numbers
 * @param head the last record by the log's own account
 * @param sinces checkpoints that were kept elsewhere: every one must be in the chain, or be declared missing
 */
export function verifyChain(
  records: Iterable<StoredRecord | undefined>,
  head: Checkpoint,
  sinces: readonly Checkpoint[] = [],
): Verdict {
  const verifier = createVerifier(sinces)
  for (const record of records) {
    const broken = verifier.take(record)
    if (broken) return broken
  }
  return verifier.end(head)
}

/** The bytes that columns like these were hashed from. */
export function bytesOf(record: StoredRecord): string {
  const { seq, at, event, request, account, name, sid, group, reason, outcome } = record
  const actor = { user: record.actor_user, team: record.actor_team }
  return JSON.stringify({ seq, at, event, request, actor, account, name, sid, group, reason, outcome })
}
