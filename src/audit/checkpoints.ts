import { unreachable } from '../errors.ts'
import type { AuditLog } from './log.ts'
import type { Checkpoint } from './verify.ts'

/** Where checkpoints are published, outside the database. */
export type CheckpointTarget = 'stdout' | 'channel'

export interface Checkpoints {
  /** Publishes where the log ends, if it has grown since the last time there. @throws NewkeyError `store_failed`, `chain_rewritten` */
  publish(target: CheckpointTarget): Promise<void>
}

/**
 * @param deps.vouched resolves to whether newkey may vouch for the chain; if not, nothing is published
 * @param deps.post resolves to whether the checkpoint was posted; if not, the next call tries again
 */
export function createCheckpoints(deps: {
  readonly audit: Pick<AuditLog, 'head'>
  readonly vouched: () => Promise<boolean>
  readonly write: (checkpoint: Checkpoint) => void
  readonly post: (checkpoint: Checkpoint) => Promise<boolean>
}): Checkpoints {
  const published: Record<CheckpointTarget, number> = { stdout: 0, channel: 0 }
  return {
    publish: async (target) => {
      if (!(await deps.vouched())) return
      const head = await deps.audit.head()
      if (head.seq <= published[target]) return
      switch (target) {
        case 'stdout':
          deps.write(head)
          break
        case 'channel':
          if (!(await deps.post(head))) return
          break
        default:
          return unreachable(target)
      }
      published[target] = head.seq
    },
  }
}
