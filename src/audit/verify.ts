import { GENESIS, hashOf } from './chain.ts'
import { bytesOf, LAYOUTS, type Layouts, type StoredRecord, versionOf } from './stored-record.ts'

/** A point in the chain: the record with this number has this hash. A copy outside the database proves all records up to it. */
export interface Checkpoint {
  readonly seq: number
  readonly hash: string
}

/** Where a chain isn't as it was written. */
export interface Broken {
  readonly kind: 'broken'
  /** The first record that was changed or is missing. */
  readonly seq: number
  readonly cause: Breach
  /** The checkpoint that isn't in the log, if it is the only sign. */
  readonly since?: Checkpoint
}

export type Verdict =
  | { readonly kind: 'intact'; readonly head: Checkpoint }
  /**
   * Checkpoints aren't in the log, and for each the record `at` declares that it is missing. Anybody who can write to the
   * log can write such a record, so it proves nothing unless a copy of `at` exists outside the database.
   */
  | { readonly kind: 'adopted'; readonly head: Checkpoint; readonly gaps: readonly Gap[] }
  | Broken

/** A checkpoint that isn't in the log, and the record that declares it missing. */
export interface Gap {
  readonly since: Checkpoint
  readonly at: Checkpoint
}

export type Breach =
  /** This record is missing, or one before it is. */
  | 'missing'
  /** The record isn't newkey's, which numbers records from 1. */
  | 'extra'
  /** The record's bytes or hash were changed. */
  | 'changed'
  /** The record's columns don't match its bytes. */
  | 'columns'
  /** The record is intact, but this newkey doesn't know its version: a newer one wrote it. */
  | 'version'
  /** The log ends before the checkpoint, or doesn't end at its own head. */
  | 'cut'
  /** The record with the checkpoint's number has another hash: it or an earlier record was rewritten, with all that follow. */
  | 'rewritten'

/**
 * The details of an `adopted` record.
 * @param missing the checkpoint that isn't in the log; undefined if nobody knows how far the log went
 */
export const declare = (missing: Checkpoint | undefined): { readonly missing: string } => ({
  missing: missing ? `${missing.seq}:${missing.hash}` : 'unknown',
})

/** Verifies a chain record by record. */
export interface ChainVerifier {
  /** Checks the next record; undefined stands for a row that isn't a record. @returns what is wrong with it, if anything */
  take(record: StoredRecord | undefined): Broken | undefined
  /** The verdict after the last record. @param head the last record, according to the log */
  end(head: Checkpoint): Verdict
}

/** Whether two checkpoints name the same record. */
export const sameRecord = (one: Checkpoint, other: Checkpoint): boolean =>
  one.seq === other.seq && one.hash === other.hash

const START: Checkpoint = { seq: 0, hash: GENESIS }

/**
 * @param checkpoints copies from outside the database: each must be in the chain or be declared missing
 * @param layouts the known versions of records
 */
export function createChainVerifier(
  checkpoints: readonly Checkpoint[] = [],
  layouts: Layouts = LAYOUTS,
): ChainVerifier {
  let last = START
  const missing = new Set(checkpoints.filter((checkpoint) => !sameRecord(checkpoint, START)))
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
      const version = versionOf(record.bytes)
      if (version !== undefined && !layouts[version]) return broken(seq, 'version')
      if (bytesOf(record, layouts) !== record.bytes) return broken(seq, 'columns')
      last = { seq, hash: record.hash }
      for (const since of missing) {
        if (sameRecord(since, last)) missing.delete(since)
        else if (record.event === 'adopted' && record.details === JSON.stringify(declare(since)))
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
 * Verifies the whole chain, one record at a time.
 * @param records in the order of their numbers; undefined stands for a row that isn't a record
 * @param head the last record, according to the log
 * @param checkpoints copies from outside the database: each must be in the chain or be declared missing
 */
export async function verifyChain(
  records: AsyncIterable<StoredRecord | undefined> | Iterable<StoredRecord | undefined>,
  head: Checkpoint,
  checkpoints: readonly Checkpoint[] = [],
): Promise<Verdict> {
  const verifier = createChainVerifier(checkpoints)
  for await (const record of records) {
    const broken = verifier.take(record)
    if (broken) return broken
  }
  return verifier.end(head)
}
