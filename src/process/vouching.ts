import { type Checkpoints, createCheckpoints } from '../audit/checkpoints.ts'
import type { AuditLog } from '../audit/log.ts'
import type { Checkpoint } from '../audit/verify.ts'
import type { Witness } from '../store/sqlite/witness.ts'

/** What newkey may do and say by an audit log that is still being verified. */
export interface Vouching {
  readonly checkpoints: Checkpoints
  /** Resolves, once the chain is verified, to whether newkey may act on what the rows say. */
  mayAct(): Promise<boolean>
  /** Ends the verification. */
  end(): void
}

/**
 * Verifies, in the background, the chain that was there at the start.
 * @param deps.write puts a checkpoint on stdout
 * @param deps.post puts one into the audit channel
 */
export function startVouching(deps: {
  readonly witness: Pick<Witness, 'walk' | 'goneBack' | 'rewritten'>
  readonly audit: Pick<AuditLog, 'head'>
  readonly write: (checkpoint: Checkpoint) => void
  readonly post: (checkpoint: Checkpoint) => Promise<boolean>
}): Vouching {
  const { witness, audit, write, post } = deps
  const walk = new AbortController()
  const vouched = witness.walk(walk.signal)
  return {
    checkpoints: createCheckpoints({ audit, vouched, write, post }),
    mayAct: async () => {
      const whole = await vouched()
      // Where the database went back, every key is held anyway, and nothing is deleted unasked.
      const held = witness.goneBack() && !witness.rewritten() && !walk.signal.aborted
      return whole || Boolean(held)
    },
    end: () => walk.abort(),
  }
}
