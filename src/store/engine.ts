import type { Kysely } from 'kysely'
import type { Checkpoint } from '../audit/verify.ts'
import type { Schema } from './schema.ts'

/** The tables, inside a transaction or outside of one. */
export type Tables = Kysely<Schema>

/**
 * Runs statements, and waits a while for whoever else is writing.
 * @throws NewkeyError `store_failed` for whatever the driver throws; newkey's own errors as they are
 */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>

/** Remembers where the chain ends, outside the database, and trusts the database no further than that. */
export interface ChainWitness {
  /** Compares where the chain ends with what is remembered. @returns the head @throws NewkeyError `chain_rewritten` */
  compare(db: Tables): Promise<Checkpoint>
  /** Notes where a transaction leaves the chain, should it be committed. It is the last thing in the transaction. */
  expect(trx: Tables): Promise<Checkpoint>
  /** The transaction that left the chain there is durable. */
  moved(head: Checkpoint): void
}

/** An open database of any kind, which this process may write. */
export type Engine = Tables & { readonly guard: Guard; readonly witness: ChainWitness }
/** An open database of any kind, to read. */
export type Reader = Tables & { readonly guard: Guard }
