import type { ListenerServices } from '../slack/interactions/listener.ts'
import { listen } from '../slack/interactions/listeners.ts'
import type { SlackReceiver } from '../slack/receive/receiver.ts'
import { createSocket, type SlackSocket } from '../slack/receive/socket.ts'
import { createDial } from '../slack/receive/web-socket.ts'
import { openDatabase } from '../store/open.ts'
import type { OwnDatabase } from '../store/witness.ts'
import { type Composed, servicesOn } from './compose.ts'
import type { HttpServer } from './http-server.ts'
import type { InFlight } from './in-flight.ts'
import { listJobs } from './job-list.ts'
import { startJobs } from './jobs.ts'
import type { Opened, Progress } from './progress.ts'
import { startVouching } from './vouching.ts'

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
  /** Ends the process, with a sentence that says why. */
  readonly giveUp: (why: string) => void
}

/**
 * Listens, takes the database, resumes what was interrupted, and begins to connect to Slack, without waiting for it. newkey
 * is ready when it listens and the database is open; in Socket Mode also Slack has to have said hello. The port comes first, so that health
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
  const ready = (): void => log.info('newkey is ready', { port })
  if (!opened.socket) ready()
  else {
    opened.socket.start()
    void opened.socket.greeted.then(ready)
  }
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
  const jobs = listJobs({
    composed,
    services,
    db,
    vouching,
    receiver,
    giveUp: deps.giveUp,
  })
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
    apiUrl: slack.apiUrl,
    appToken: transport.appToken,
    proxyFor: slack.proxyFor,
    dial: createDial(slack.proxyFor),
    log: logs.log,
    monotonic: runtime.monotonic,
    pause: runtime.pause,
    track: deps.inFlight.track,
  })
  listen(services, socket.receiver)
  return socket
}
