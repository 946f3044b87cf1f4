import type { AuditRecord } from '../audit/record.ts'
import type { Breach, Checkpoint } from '../audit/verify.ts'
import type { ChainWitness, Engine } from './engine.ts'

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

/** What is wrong with a chain that isn't as this process left it. */
export type Rewritten =
  | { readonly seq: number; readonly cause: Breach | 'swapped' }
  /** It can't be read. `fault` may be logged, such as `sqlite 11`. */
  | { readonly cause: 'unreadable'; readonly fault: string }

/** Remembers, outside the database, where the chain ends, so that a changed database is noticed. */
export interface Witness extends ChainWitness {
  /** What shows that the database is older than it was, until the operator has declared it. */
  goneBack(): GoneBack | undefined
  /** Set once the chain isn't as it was written. From then on nothing is written. */
  rewritten(): Rewritten | undefined
  /**
   * Verifies in the background the chain that was there at the start.
   * @returns a function that resolves to whether newkey may publish a checkpoint: the chain is intact, and the database
   *   hasn't gone back. It doesn't throw
   */
  walk(signal: AbortSignal): () => Promise<boolean>
  /** Reports that the operator has declared records as missing. @returns what is still undeclared */
  declared(missing: Checkpoint | undefined): GoneBack | undefined
  /** Allows the operator's declaration that this record is missing to be written, if the start found exactly that. */
  allowDeclaring(missing: Checkpoint): void
  /** What is wrong with the database, in short, if anything is. */
  health():
    | { readonly kind: 'restored' }
    | { readonly kind: 'rewritten'; readonly seq: number; readonly cause: string }
    | { readonly kind: 'unreadable'; readonly cause: string }
    | undefined
  /** Logs what is wrong with the database, if anything is. */
  report(): void
  close(): void
}

/** A database that this process writes, with the witness that watches its audit log. */
export type OwnDatabase = Engine & { readonly witness: Witness }

/** The command that the operator runs to declare it. */
export function declaration(gone: GoneBack): string {
  const what = 'head' in gone ? `${gone.head.seq}:${gone.head.hash}` : 'unknown'
  return `newkey audit adopt ${what} "why"`
}
