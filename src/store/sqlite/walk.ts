import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { type Broken, type Checkpoint, createChainVerifier } from '../../audit/verify.ts'
import { faultOf, readRecords } from './audit-reader.ts'
import { realPathOfDatabase } from './own-file.ts'

/** Rows in a slice, which take about a millisecond. Other work gets its turn after each slice. */
const SLICE = 200

/**
 * Verifies a chain from its first record to `to`, on its own connection and in slices, so that commands are acked in the
 * meantime. Records after `to` are checked as they are appended.
 * @returns `unfinished` if the signal aborted it
 * @throws NewkeyError `store_failed`
 */
export async function walkChain(
  file: string,
  to: Checkpoint,
  signal: AbortSignal,
): Promise<'intact' | 'unfinished' | Broken> {
  const db = new DatabaseSync(realPathOfDatabase(file), { readOnly: true })
  try {
    const rows = db.prepare('select * from audit where seq > ? and seq <= ? order by seq limit ?')
    const verifier = createChainVerifier()
    for (let seq = 0; seq < to.seq; seq += SLICE) {
      await turn()
      if (signal.aborted) return 'unfinished'
      // The first slice also takes numbers below 1, which no newkey writes, so that the verifier sees them.
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
