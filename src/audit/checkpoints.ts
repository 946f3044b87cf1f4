import { unreachable } from '../errors.ts'
import type { AuditLog } from './log.ts'
import type { Checkpoint } from './verify.ts'

/** Where checkpoints leave the machine. */
export type Place = 'stdout' | 'channel'

export interface Checkpoints {
  /** Says how far the log has come, if there is news since the last time in that place. @throws NewkeyError `store_failed` */
  say(place: Place): Promise<void>
}

/**
 * @param deps.vouched whether newkey may vouch for the chain: until then nothing leaves
 * @param deps.post resolves to whether the channel took it: if not, it is news the next time too
 */
export function createCheckpoints(deps: {
  readonly audit: Pick<AuditLog, 'head'>
  readonly vouched: () => Promise<boolean>
  readonly write: (checkpoint: Checkpoint) => void
  readonly post: (checkpoint: Checkpoint) => Promise<boolean>
}): Checkpoints {
  const said: Record<Place, number> = { stdout: 0, channel: 0 }
  return {
    say: async (place) => {
      if (!(await deps.vouched())) return
      const head = await deps.audit.head()
      if (head.seq <= said[place]) return
      switch (place) {
        case 'stdout':
          deps.write(head)
          break
        case 'channel':
          if (!(await deps.post(head))) return
          break
        default:
          return unreachable(place)
      }
      said[place] = head.seq
    },
  }
}
