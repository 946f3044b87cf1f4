import type { Kysely } from 'kysely'
import type { Checkpoint } from '../audit/verify.ts'
import type { Schema } from './schema.ts'

/** The tables, inside or outside a transaction. */
export type Tables = Kysely<Schema>

/**
 * Runs statements, and waits for a while if another process is writing.
 * @throws NewkeyError `store_failed` for any error of the driver; newkey's own errors pass unchanged
 */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>

/** Remembers, outside the database, where the chain ends, so that a changed database is noticed. */
export interface ChainWitness {
  /** Checks that the chain ends where this process left it. @returns the head @throws NewkeyError `chain_rewritten` */
  compare(db: Tables): Promise<Checkpoint>
  /** Remembers where the chain will end if this transaction commits. Call it last in the transaction. */
  expect(trx: Tables): Promise<Checkpoint>
  /** Reports that the transaction which ended the chain there is durable. */
  committed(head: Checkpoint): void
}

/** What newkey asks of a database engine, beside SQL that all of them understand. */
export interface EngineParts {
  readonly guard: Guard
  readonly witness: ChainWitness
  /**
   * Whether no other process can write the database while this one has it open. Then the leases of other processes are
   * void: they are over, and what they left is taken up at once.
   */
  readonly isSoleWriter: boolean
  /** Lets other work of this process run: an engine inside the process would otherwise keep it waiting. */
  giveTurn(): Promise<void>
  /**
   * Keeps other transactions of the same topic waiting until this one ends, so that what is counted stays true. An
   * engine with one writer has nothing to do.
   */
  serialize(trx: Tables, topic: string): Promise<void>
}

/** An open database of any engine, which this process may write. */
export type Engine = Tables & EngineParts
/** An open database of any engine, for reading. */
export type Reader = Tables & { readonly guard: Guard }
