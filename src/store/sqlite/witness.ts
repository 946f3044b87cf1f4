import { type Checkpoint, sameRecord } from '../../audit/verify.ts'
import { describeError, NewkeyError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { declaration, type GoneBack, type Rewritten, type Witness } from '../witness.ts'
import { readEnd } from './gone-back.ts'
import type { HeadFile } from './head-file.ts'
import { isSameFile, type OwnFile } from './own-file.ts'
import { walkChain } from './walk.ts'

/** Watches a SQLite database that this process alone writes: its chain ends where this process left it. */
export function createWitness(at: {
  /** The database and the lock file. If either is gone or replaced, another process may be writing too. */
  readonly places: readonly [database: OwnFile, ...others: OwnFile[]]
  /** Where the chain ended when the database was opened. */
  readonly head: Checkpoint
  readonly goneBack: GoneBack | undefined
  readonly file: HeadFile
  readonly log: Log
}): Witness {
  let memory = at.head
  /** Where the last transaction would end the chain. It may or may not have been committed. */
  let pending: Checkpoint | undefined
  let goneBack = at.goneBack
  let rewritten: Rewritten | undefined =
    goneBack?.kind === 'rewritten' ? { seq: goneBack.head.seq, cause: 'rewritten' } : undefined
  let written = typeof at.file.recorded === 'object' ? at.file.recorded.seq : 0
  let failing = false

  function report(): void {
    if (rewritten?.cause === 'version')
      at.log.error(
        'The audit log has records of a version that this newkey doesn’t know, so it creates and revokes no key. Start a newer newkey',
        { error: 'chain_rewritten', cause: rewritten.cause, detail: whatOf(rewritten) },
      )
    else if (rewritten)
      at.log.error(
        'The audit log is not as newkey wrote it, so newkey creates and revokes no more keys. Save the database for an investigation',
        { error: 'chain_rewritten', cause: rewritten.cause, detail: whatOf(rewritten) },
      )
    else if (goneBack)
      at.log.error(
        'The database is older than it was, as after restoring a backup. Until you declare that, newkey revokes no key without asking. Stop newkey and run the command in detail',
        { cause: goneBack.kind, detail: declaration(goneBack) },
      )
  }

  function stop(what: Rewritten): NewkeyError {
    if (!rewritten) {
      rewritten = what
      report()
    }
    const message =
      rewritten.cause === 'version'
        ? 'the audit log has records of a version that this newkey doesn’t know; use a newer newkey'
        : 'the audit log is not as newkey wrote it'
    return new NewkeyError('chain_rewritten', message, {
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
      if (!at.places.every(isSameFile)) throw stop({ seq: memory.seq, cause: 'swapped' })
      const { head, last } = await readEnd(db)
      if (pending && sameRecord(head, pending)) memory = pending
      pending = undefined
      if (sameRecord(head, memory) && sameRecord(last, memory)) return memory
      const cut = Math.min(head.seq, last.seq) < memory.seq
      throw stop({
        seq: Math.max(1, cut ? Math.min(head.seq, last.seq) + 1 : memory.seq),
        cause: cut ? 'cut' : 'rewritten',
      })
    },
    expect: async (trx) => {
      pending = (await readEnd(trx)).head
      return pending
    },
    committed: (head) => {
      if (head.seq > memory.seq) memory = head
      if (goneBack || head.seq <= written) return
      try {
        // The first record is made durable there too, so a head file that names no record belongs to an empty log.
        if (written === 0) at.file.make(head)
        else at.file.write(head)
        written = head.seq
        failing = false
      } catch (error) {
        // The file falls behind, which does no harm: the commit is durable, and the chain still has the record that the
        // file names.
        if (!failing)
          at.log.error(
            'newkey can’t write the head file, which records where the audit log ends',
            describeError(error),
          )
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
    allowDeclaring: (missing) => {
      if (goneBack?.kind === 'rewritten' && sameRecord(missing, goneBack.head)) rewritten = undefined
    },
    health: () => {
      if (rewritten?.cause === 'unreadable') return { kind: 'unreadable', cause: rewritten.fault }
      if (rewritten) return { kind: 'rewritten', ...rewritten }
      return goneBack && { kind: 'restored' }
    },
    report,
    close: at.file.close,
  }
}

/** What is wrong, for the log. */
const whatOf = (found: Rewritten): string =>
  found.cause === 'unreadable' ? found.fault : `record ${found.seq}`
