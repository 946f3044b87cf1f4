import { createCheckpoints } from './audit/checkpoints.ts'
import type { AuditRecord } from './audit/event.ts'
import type { Config } from './config.ts'
import { createForgetting } from './keys/forget-refusals.ts'
import { reconcile } from './keys/reconcile.ts'
import { createRefusals } from './keys/refusals.ts'
import { createLogs } from './log.ts'
import { type Health, liveness, readiness } from './ops/health.ts'
import { createHttpServer, type Route } from './ops/http-server.ts'
import { createInFlight } from './ops/in-flight.ts'
import { startJobs } from './ops/jobs.ts'
import { createAuditChannel } from './slack/audit-channel.ts'
import { createClients } from './slack/client.ts'
import { createDeciders } from './slack/deciders.ts'
import { createDelivery } from './slack/delivery.ts'
import { createDirectMessages } from './slack/direct-messages.ts'
import { createGroupMembers } from './slack/group-members.ts'
import { type ListenerDeps, listen } from './slack/listeners.ts'
import { createNotices } from './slack/notices.ts'
import { createPeople } from './slack/people.ts'
import { createReceiver, LARGEST_BODY } from './slack/receiver.ts'
import { createRespond } from './slack/response-url.ts'
import { createVerifier } from './slack/signature.ts'
import { createSocket, type SlackSocket } from './slack/socket.ts'
import type { Wording } from './slack/words.ts'
import { createWorkspace } from './slack/workspace.ts'
import { createAuditLog } from './store/audit-log.ts'
import { takeLock } from './store/lock.ts'
import { type Database, openDatabase } from './store/node-sqlite.ts'
import { createRefusedRequests } from './store/refused-requests.ts'
import { createRegistry } from './store/registry.ts'
import { createSearches } from './store/searches.ts'
import { createIssuer } from './twilio/issuer.ts'
import { realWorld, type World } from './world.ts'

export interface App {
  /** Opens the store, takes up what a stop interrupted, and listens. Resolves to the port. @throws NewkeyError */
  start(): Promise<number>
  /** Resolves when no work is in flight. */
  idle(): Promise<void>
  /** Takes no more, lets work in flight finish for up to 9 s, and closes the store. */
  stop(): Promise<void>
  /** One pass over what isn't at its end, without listening. @throws NewkeyError `database_locked` while newkey runs */
  reconcile(): Promise<void>
  /** Appends the operator's declaration that records are missing. @throws NewkeyError as `reconcile` does */
  adopt(declaration: string): Promise<AuditRecord>
}

const MINUTE_MS = 60_000
const QUARTER_MS = MINUTE_MS / 4
const HOUR_MS = 60 * MINUTE_MS
/** A stop has to be over in 10 s, when the system ends the process; the last checkpoints take up to 2.5 s of them. */
const PATIENCE_MS = 7_000

/** Wires everything together: the only place that does. */
export function createApp(config: Config, world: World = realWorld()): App {
  const { now, monotonic, pause, deadlines } = world
  const { log, audit: heard, checkpoint: writeCheckpoint } = createLogs(config.logLevel, world.logTo)
  const inFlight = createInFlight()
  const track = inFlight.track
  const clients = createClients(config.slack, deadlines?.slack, monotonic)
  const workspace = createWorkspace({ clients, log })
  const directMessages = createDirectMessages({ clients, log })
  const groupMembers = createGroupMembers({ clients, groups: config.groups, log, monotonic })
  const respond = createRespond(log, deadlines?.slack)
  const wording: Wording = { groups: groupMembers.enabled, ...config.limits }
  const people = createPeople({ clients, log })
  const channel = config.auditChannel
  const asking = { channel, groups: config.groups, groupMembers, people, workspace, directMessages }
  const deciders = createDeciders(asking)
  const notices = createNotices({ clients, workspace, directMessages, deciders, respond, wording, log })
  const slack = { workspace, directMessages, groupMembers, people, respond, wording, notices }

  let store: Health['store'] = 'opening'
  let close: (() => Promise<void>) | undefined
  let socket: SlackSocket | undefined
  let stopping = false

  function verbs(db: Database): ListenerDeps {
    const owner = world.newId()
    const audit = createAuditLog(db, { now, heard })
    return {
      registry: createRegistry(db, { now, owner, heard, log }),
      audit,
      refusals: createRefusals({ audit, account: config.twilio.account, log, monotonic }),
      searches: createSearches(db, { now, owner, heard, log }),
      issuer: createIssuer(config.twilio, now, deadlines?.twilio),
      delivery: createDelivery(config.slack, deadlines?.delivery),
      limits: config.limits,
      holdRevocations: config.holdRevocations,
      stopping: () => stopping,
      ...slack,
      ...{ log, now, monotonic, pause, newId: world.newId },
    }
  }

  const health = (): Health => ({ store, slack: workspace.known(), socket: socket?.connected() })
  const routes: Record<string, Route> = {
    'GET /healthz': { handle: async (_, answer) => void answer(liveness(health())) },
    'GET /readyz': { handle: async (_, answer) => void answer(readiness(health())) },
  }
  // Commands that come while the store is being opened wait for it; who waits too long gets no key (`ack_lost`).
  const opened = Promise.withResolvers<void>()
  const receiver =
    config.way.kind === 'http' &&
    createReceiver({ verify: createVerifier(config.way.signingSecret), log, now, monotonic })
  if (receiver)
    routes['POST /slack/events'] = {
      refuse: receiver.refuse,
      handle: async (request, answer) => {
        await opened.promise
        await receiver.receive(request, answer)
      },
    }
  const server = createHttpServer({ routes, largestBody: LARGEST_BODY, monotonic, track })

  /** Takes the file for this process alone, and opens what stands on it. */
  async function open(waitMs?: number) {
    const release = await takeLock(config.file, { monotonic, pause }, waitMs)
    const db = await openDatabase(config.file).catch((error: unknown) => {
      release()
      throw error
    })
    const deps = verbs(db)
    const refused = createRefusedRequests(db)
    const forget = createForgetting({ ...deps, refused, kept: config.refusalsKept })
    return { deps, forget, shut: () => db.destroy().then(release) }
  }

  /** Does one thing with the store to ourselves, and closes it. */
  async function alone<T>(work: (deps: ListenerDeps) => Promise<T>): Promise<T> {
    const { deps, shut } = await open(0)
    try {
      return await work(deps)
    } finally {
      await shut()
    }
  }

  return {
    start: async () => {
      const port = await server.listen(config.port, config.host)
      const { deps, shut, forget } = await open()
      if (receiver) {
        listen(deps, receiver)
        opened.resolve()
      }
      if (config.way.kind === 'socket') {
        const { apiUrl } = config.slack
        socket = createSocket({ appToken: config.way.appToken, apiUrl, log, monotonic, pause, track })
        listen(deps, socket.receiver)
      }
      const post = channel ? createAuditChannel({ clients, channel, log }) : async () => true
      const checkpoints = createCheckpoints({ audit: deps.audit, write: writeCheckpoint, post })
      const endJobs = startJobs(
        [
          { name: 'reconcile', everyMs: MINUTE_MS, run: () => reconcile(deps) },
          { name: 'ask Slack who we are', everyMs: MINUTE_MS, run: () => workspace.home() },
          { name: 'write counted refusals', everyMs: QUARTER_MS, run: () => deps.refusals.write('over') },
          { name: 'forget refusals', everyMs: HOUR_MS, run: forget },
          { name: 'write a checkpoint', everyMs: MINUTE_MS, run: () => checkpoints.say('stdout') },
          { name: 'post a checkpoint', everyMs: HOUR_MS, run: () => checkpoints.say('channel') },
        ],
        { log, track },
      )
      close = async () => {
        endJobs()
        await socket?.stop()
        await Promise.race([inFlight.settled(), pause(PATIENCE_MS)])
        await deps.refusals.write('all').catch(() => log.error('Counted refusals could not be written'))
        store = 'closed'
        await Promise.allSettled([checkpoints.say('stdout'), checkpoints.say('channel')])
        await shut()
      }
      store = 'open'
      await socket?.start()
      log.info('newkey is ready', { port })
      return port
    },
    idle: inFlight.settled,
    stop: async () => {
      log.info('newkey is stopping; work in flight is finished first')
      stopping = true
      server.close()
      // Work that waits for its next try doesn't keep the process alive by itself.
      const alive = setInterval(() => undefined, MINUTE_MS)
      await close?.()
      clearInterval(alive)
      log.info('newkey has stopped')
    },
    reconcile: () => alone(reconcile),
    adopt: (reason) =>
      alone(({ audit }) =>
        audit.append({
          ...{ event: 'adopted', request: null, actor: { user: 'operator', team: null } },
          ...{ account: config.twilio.account, name: '', sid: null, group: null, reason, outcome: 'ok' },
        }),
      ),
  }
}
