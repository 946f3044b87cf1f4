import { clientOptions, SILENT } from '../slack/api/client.ts'
import type { ListenerServices } from '../slack/interactions/listener.ts'
import { listen } from '../slack/interactions/listeners.ts'
import { createProxiedDispatcher } from '../slack/receive/proxied-socket.ts'
import type { SlackReceiver } from '../slack/receive/receiver.ts'
import { createSocket, type SlackSocket } from '../slack/receive/socket.ts'
import { openDatabase } from '../store/open.ts'
import type { OwnDatabase } from '../store/witness.ts'
import { type Composed, servicesOn } from './compose.ts'
import type { HttpServer } from './http-server.ts'
import type { InFlight } from './in-flight.ts'
import { listJobs } from './job-list.ts'
import { startJobs } from './jobs.ts'
import type { Opened, Progress } from './progress.ts'
import { startVouching } from './vouching.ts'

/** How long one call to Slack for a socket may take (ms). */
const CONNECT_MS = 10_000

/** The parts that a start puts to work. */
export interface StartDeps {
  readonly composed: Composed
  readonly server: HttpServer
  /** Handles what Slack sends over HTTP; undefined in Socket Mode. */
  readonly receiver: SlackReceiver | undefined
  /** Releases the commands that arrived while the database was being opened. */
  readonly letIn: () => void
  readonly inFlight: InFlight
  readonly progress: Progress
}

/**
 * Listens, takes the database, resumes what was interrupted, and connects to Slack. The port comes first, so that health
 * checks and early commands are answered while another process still has the database.
 * @returns the port
 * @throws NewkeyError `config_invalid` from the server, or what `takeDatabase` throws
 */
export async function start(deps: StartDeps): Promise<number> {
  const { server, progress, composed } = deps
  const { config, runtime, logs } = composed
  const { log } = logs
  const { monotonic, pause } = runtime
  const port = await server.listen(config.listening.port, config.listening.host)
  const { db, shut } = await openDatabase(config.database, { monotonic, pause, log })
  const opened = open(deps, db, shut)
  progress.opened = opened
  progress.store = 'open'
  await opened.socket?.start()
  log.info('newkey is ready', { port })
  return port
}

/** Starts the listeners and jobs on our database. It awaits nothing, so `stop` never sees a part of it. */
function open(deps: StartDeps, db: OwnDatabase, shut: () => Promise<void>): Opened {
  const { composed, receiver, inFlight } = deps
  const { logs, slack } = composed
  const { witness } = db
  const services = servicesOn(composed, db)
  const socket = listenToSlack(deps, services)
  const { audit } = services.store
  const vouching = startVouching({ witness, audit, write: logs.checkpoint, post: slack.postCheckpoint })
  const jobs = listJobs({ composed, services, db, vouching, receiver })
  return {
    refusals: services.policy.refusals,
    samples: services.samples,
    witness,
    vouching,
    socket,
    endJobs: startJobs(jobs, { log: logs.log, track: inFlight.track }),
    shut,
  }
}

/** Registers the listeners. @returns in Socket Mode the socket, which isn't connected yet */
function listenToSlack(deps: StartDeps, services: ListenerServices): SlackSocket | undefined {
  const { config, runtime, logs } = deps.composed
  const { transport, slack } = config
  if (deps.receiver) {
    listen(services, deps.receiver)
    deps.letIn()
  }
  if (transport.kind !== 'socket') return undefined
  const socket = createSocket({
    appToken: transport.appToken,
    clientOptions: clientOptions(slack.apiUrl, 0, CONNECT_MS, slack.proxyFor),
    dispatcher: slack.proxyFor && createProxiedDispatcher(slack.proxyFor),
    logger: SILENT,
    log: logs.log,
    monotonic: runtime.monotonic,
    pause: runtime.pause,
    track: deps.inFlight.track,
  })
  listen(services, socket.receiver)
  return socket
}
