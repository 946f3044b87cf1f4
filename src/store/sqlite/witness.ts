import type { Kysely } from 'kysely'
import { type Breach, type Checkpoint, sameRecord } from '../../audit/verify.ts'
import { describeError, NewkeyError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Schema } from '../schema.ts'
import { declaration, type GoneBack, readEnd } from './gone-back.ts'
import type { HeadFile } from './head-file.ts'
import { isStill, type Place } from './own-file.ts'
import { walkChain } from './walk.ts'

/** What was seen of a chain that isn't as this process left it. */
export type Rewritten =
  | { readonly seq: number; readonly cause: Breach | 'swapped' }
  /** It can't be read; `cause` as the log may say it, such as `sqlite 11`. */
  | { readonly cause: 'unreadable'; readonly fault: string }

/** Remembers where the chain ends, outside the database, and trusts the database no further than that. */
export interface Witness {
  /** How it shows that the database is older than it has been, until the operator has declared it. */
  goneBack(): GoneBack | undefined
  /** Set for good once the chain isn't as it was written: then nothing is written any more. */
  rewritten(): Rewritten | undefined
  /**
   * Compares where the chain ends with what is remembered. @returns the head
   * @throws NewkeyError `chain_rewritten`
   */
  compare(db: Kysely<Schema>): Promise<Checkpoint>
  /** Notes where a transaction leaves the chain, should it be committed. It is the last thing in the transaction. */
  expect(trx: Kysely<Schema>): Promise<Checkpoint>
  /** The transaction that left the chain there is durable. */
  moved(head: Checkpoint): void
  /**
   * Verifies, in the background, the chain that was there at the start. @returns resolves to whether a checkpoint may
   * leave: the chain is whole, and the database hasn't gone back. It doesn't throw
   */
  walk(signal: AbortSignal): () => Promise<boolean>
  /** The operator has declared that records are missing. @returns what newkey still waits to have declared */
  declared(missing: Checkpoint | undefined): GoneBack | undefined
  /** The operator is about to declare that this record is missing: where the start found just that, it may be written. */
  admit(missing: Checkpoint): void
  /** What is wrong with the database, in short, if anything is. */
  health():
    | { readonly kind: 'restored' }
    | { readonly kind: 'rewritten'; readonly seq: number; readonly cause: string }
    | { readonly kind: 'unreadable'; readonly cause: string }
    | undefined
  /** Logs what is wrong with the database, if anything is. */
  say(): void
  close(): void
}

export function createWitness(at: {
  /** The database, and what keeps others out: where either is gone, another process may write beside this one. */
  readonly places: readonly [database: Place, ...others: Place[]]
  /** Where the chain ended when the database was opened. */
  readonly head: Checkpoint
  readonly goneBack: GoneBack | undefined
  readonly file: HeadFile
  readonly log: Log
}): Witness {
  let memory = at.head
  /** Where a transaction left the chain that may or may not have been committed. */
  let maybe: Checkpoint | undefined
  let goneBack = at.goneBack
  let rewritten: Rewritten | undefined =
    goneBack?.kind === 'rewritten' ? { seq: goneBack.head.seq, cause: 'rewritten' } : undefined
  let written = typeof at.file.said === 'object' ? at.file.said.seq : 0
  let failing = false

  function say(): void {
    if (rewritten?.cause === 'version')
      at.log.error(
        'The audit log has records of a version that this newkey doesn’t know. No key is made or deleted: start a newer newkey',
        { error: 'chain_rewritten', cause: rewritten.cause, detail: whatOf(rewritten) },
      )
    else if (rewritten)
      at.log.error(
        'The audit log is not as newkey wrote it. No key is made or deleted any more; keep the database for whoever looks into it',
        { error: 'chain_rewritten', cause: rewritten.cause, detail: whatOf(rewritten) },
      )
    else if (goneBack)
      at.log.error(
        'The database is older than it has been, as a restored backup is. No key is deleted unasked until that is declared: stop newkey and run the command in detail',
        { cause: goneBack.kind, detail: declaration(goneBack) },
      )
  }

  function stop(what: Rewritten): NewkeyError {
    if (!rewritten) {
      rewritten = what
      say()
    }
    const said =
      rewritten.cause === 'version'
        ? 'the audit log has records of a version that this newkey doesn’t know; use a newer newkey'
        : 'the audit log is not as newkey wrote it'
    return new NewkeyError('chain_rewritten', said, {
      detail: `${whatOf(rewritten)} ${rewritten.cause}`,
    })
  }

  async function walk(signal: AbortSignal): Promise<boolean> {
    try {
      const verdict = await walkChain(at.places[0].path, at.head, signal)
      if (typeof verdict === 'object') stop({ seq: verdict.seq, cause: verdict.cause })
      return verdict === 'intact'
    } catch (error) {
      const { error: code, detail } = describeError(error)
      if (!signal.aborted) stop({ cause: 'unreadable', fault: detail ?? code })
      return false
    }
  }

  return {
    goneBack: () => goneBack,
    rewritten: () => rewritten,
    compare: async (db) => {
      if (rewritten) throw stop(rewritten)
      if (!at.places.every(isStill)) throw stop({ seq: memory.seq, cause: 'swapped' })
      const { head, last } = await readEnd(db)
      if (maybe && sameRecord(head, maybe)) memory = maybe
      maybe = undefined
      if (sameRecord(head, memory) && sameRecord(last, memory)) return memory
      const cut = Math.min(head.seq, last.seq) < memory.seq
      throw stop({
        seq: Math.max(1, cut ? Math.min(head.seq, last.seq) + 1 : memory.seq),
        cause: cut ? 'cut' : 'rewritten',
      })
    },
    expect: async (trx) => {
      maybe = (await readEnd(trx)).head
      return maybe
    },
    moved: (head) => {
      if (head.seq > memory.seq) memory = head
      if (goneBack || head.seq <= written) return
      try {
        // The first record is durable there too: a file that names none then belongs to an empty log.
        if (written === 0) at.file.make(head)
        else at.file.write(head)
        written = head.seq
        failing = false
      } catch (error) {
        // It stays behind, which does no harm: the commit holds, and the chain still has what the file says.
        if (!failing)
          at.log.error('The file that says where the audit log ends can’t be written', describeError(error))
        failing = true
      }
    },
    walk: (signal) => {
      const whole = walk(signal)
      return async () => (await whole) && !goneBack && !rewritten
    },
    declared: (missing) => {
      if (!goneBack) return undefined
      if ('head' in goneBack && !(missing && sameRecord(missing, goneBack.head))) return goneBack
      at.file.make(memory)
      goneBack = undefined
      return undefined
    },
    admit: (missing) => {
      if (goneBack?.kind === 'rewritten' && sameRecord(missing, goneBack.head)) rewritten = undefined
    },
    health: () => {
      if (rewritten?.cause === 'unreadable') return { kind: 'unreadable', cause: rewritten.fault }
      if (rewritten) return { kind: 'rewritten', ...rewritten }
      return goneBack && { kind: 'restored' }
    },
    say,
    close: at.file.close,
  }
}

/** What it is that is wrong, for the log. */
const whatOf = (found: Rewritten): string =>
  found.cause === 'unreadable' ? found.fault : `record ${found.seq}`
