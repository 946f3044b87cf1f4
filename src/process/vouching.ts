import { type Checkpoints, createCheckpoints } from '../audit/checkpoints.ts'
import type { AuditLog } from '../audit/log.ts'
import type { Checkpoint } from '../audit/verify.ts'
import type { Witness } from '../store/witness.ts'

/** What newkey may do while its audit log is still being verified. */
export interface Vouching {
  readonly checkpoints: Checkpoints
  /** Resolves, once the chain is verified, to whether newkey may act on the rows. */
  mayAct(): Promise<boolean>
  /** Stops the verification. */
  end(): void
}

/**
 * Starts to verify, in the background, the chain that was there at the start.
 * @param deps.write writes a checkpoint to stdout
 * @param deps.post posts a checkpoint to the audit channel; resolves to whether Slack accepted it
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
      // If the database has gone back, every key is held anyway, and nothing is revoked unasked.
      const held = witness.goneBack() && !witness.rewritten() && !walk.signal.aborted
      return whole || Boolean(held)
    },
    end: () => walk.abort(),
  }
}
