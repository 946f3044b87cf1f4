import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { type Broken, type Checkpoint, createVerifier } from '../../audit/verify.ts'
import { faultOf, readRecords } from './audit-reader.ts'
import { trueNameOfDatabase } from './own-file.ts'

/** So many rows take about a millisecond; then everything else has its turn. */
const SLICE = 200

/**
 * Verifies a chain from its first record to `to`, on a connection of its own and in slices, so that commands are acked
 * meanwhile. What is appended behind `to` is compared as it is appended.
 * @returns `unfinished` when the signal came first. @throws NewkeyError `store_failed`
 */
export async function walkChain(
  file: string,
  to: Checkpoint,
  signal: AbortSignal,
): Promise<'intact' | 'unfinished' | Broken> {
  const db = new DatabaseSync(trueNameOfDatabase(file), { readOnly: true })
  try {
    const rows = db.prepare('select * from audit where seq > ? and seq <= ? order by seq limit ?')
    const verifier = createVerifier()
    for (let seq = 0; seq < to.seq; seq += SLICE) {
      await turn()
      if (signal.aborted) return 'unfinished'
      // A record before the first is none of newkey's.
      const after = seq === 0 ? Number.NEGATIVE_INFINITY : seq
      for (const record of readRecords(file, rows.iterate(after, Math.min(seq + SLICE, to.seq), SLICE))) {
        const broken = verifier.take(record)
        if (broken) return broken
      }
    }
    const verdict = verifier.end(to)
    return verdict.kind === 'broken' ? verdict : 'intact'
  } catch (cause) {
    throw faultOf(file, cause) ?? cause
  } finally {
    db.close()
  }
}
