import { GENESIS, hashOf } from './chain.ts'
import { bytesOf, LAYOUTS, type Layouts, type StoredRecord, versionOf } from './stored-record.ts'

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
  /** The record is whole, and of a version that this newkey doesn't know: a newer one wrote it. */
  | 'version'
  /** The log ends before the checkpoint, or behind its own head. */
  | 'cut'
  /** The record with the checkpoint's number has another hash: something up to it was rewritten, with all that follows. */
  | 'rewritten'

/**
 * The details of an `adopted` record.
 * @param missing the checkpoint that isn't in the log; undefined where nobody knows how far the log had come
 */
export const declare = (missing: Checkpoint | undefined): { readonly missing: string } => ({
  missing: missing ? `${missing.seq}:${missing.hash}` : 'unknown',
})

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

/**
 * @param sinces checkpoints that were kept elsewhere
 * @param layouts the versions of records that are known
 */
export function createVerifier(sinces: readonly Checkpoint[] = [], layouts: Layouts = LAYOUTS): Verifier {
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
 * Walks the whole chain, one record at a time.
 * @param records in the order of their numbers
 * @param head the last record by the log's own account
 * @param sinces checkpoints that were kept elsewhere: every one must be in the chain, or be declared missing
 */
export async function verifyChain(
  records: AsyncIterable<StoredRecord | undefined> | Iterable<StoredRecord | undefined>,
  head: Checkpoint,
  sinces: readonly Checkpoint[] = [],
): Promise<Verdict> {
  const verifier = createVerifier(sinces)
  for await (const record of records) {
    const broken = verifier.take(record)
    if (broken) return broken
  }
  return verifier.end(head)
}
