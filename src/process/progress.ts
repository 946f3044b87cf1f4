import type { ListenerServices } from '../slack/interactions/listener.ts'
import type { SlackSocket } from '../slack/receive/socket.ts'
import type { Witness } from '../store/witness.ts'
import type { Health } from './health.ts'
import type { Vouching } from './vouching.ts'

/** What a start has opened, and a stop has to close. */
export interface Opened {
  /** The counted refusals that have no record of their own. */
  readonly refusals: Pick<ListenerServices['policy']['refusals'], 'write'>
  /** The counted warnings that have no log line of their own. */
  readonly samples: Pick<ListenerServices['samples'], 'writeCounts'>
  readonly witness: Pick<Witness, 'health'>
  readonly vouching: Pick<Vouching, 'checkpoints' | 'end'>
  /** The connection to Slack in Socket Mode. */
  readonly socket: Pick<SlackSocket, 'start' | 'greeted' | 'stop' | 'connected'> | undefined
  readonly endJobs: () => void
  /** Closes the database and releases its lock. */
  readonly shut: () => Promise<void>
}

/** How far the start or stop of this process has got. Only `start` and `stop` write it. */
export interface Progress {
  store: Health['store']
  stopping: boolean
  opened: Opened | undefined
}

export const createProgress = (): Progress => ({ store: 'opening', stopping: false, opened: undefined })

/** What `/healthz` and `/readyz` report. @param slack whether Slack has said who this bot is */
export function healthOf({ store, opened }: Progress, slack: boolean): Health {
  return {
    store,
    slack,
    socket: opened?.socket?.connected(),
    database: opened?.witness.health(),
  }
}
