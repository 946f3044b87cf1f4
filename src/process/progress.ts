import type { ListenerServices } from '../slack/interactions/listener.ts'
import type { SlackSocket } from '../slack/receive/socket.ts'
import type { Witness } from '../store/sqlite/witness.ts'
import type { Health } from './health.ts'
import type { Vouching } from './vouching.ts'

/** What a start has opened: a stop closes it. */
export interface Opened {
  /** Counts refusals that have no record of their own. */
  readonly refusals: Pick<ListenerServices['policy']['refusals'], 'write'>
  /** Counts what is logged by sample. */
  readonly samples: Pick<ListenerServices['samples'], 'writeCounts'>
  readonly witness: Pick<Witness, 'health'>
  readonly vouching: Pick<Vouching, 'checkpoints' | 'end'>
  /** The connection to Slack in Socket Mode. */
  readonly socket: Pick<SlackSocket, 'start' | 'stop' | 'connected'> | undefined
  readonly endJobs: () => void
  /** Closes the database, and lets go of its lock. */
  readonly shut: () => Promise<void>
}

/** How far this process has come. `start` and `stop` alone write it. */
export interface Progress {
  store: Health['store']
  stopping: boolean
  opened: Opened | undefined
}

export const createProgress = (): Progress => ({ store: 'opening', stopping: false, opened: undefined })

/** @param slack whether Slack has said who this bot is */
export function healthOf({ store, opened }: Progress, slack: boolean): Health {
  return {
    store,
    slack,
    socket: opened?.socket?.connected(),
    database: opened?.witness.health(),
  }
}
