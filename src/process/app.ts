import { createCheckpoints } from '../audit/checkpoints.ts'
import type { Checkpoint } from '../audit/verify.ts'
import type { Config } from '../config/config.ts'
import { adopted } from '../domain/adopted.ts'
import { createForgetting } from '../keys/forget-refusals.ts'
import { makeSafe, reconcile } from '../keys/reconcile.ts'
import { tellPeople } from '../keys/tell-people.ts'
import type { Log } from '../log.ts'
import { createAuditChannel } from '../slack/api/audit-channel.ts'
import { type ListenerDeps, listen } from '../slack/interactions/listeners.ts'
import { createReceiver, LARGEST_BODY } from '../slack/receive/receiver.ts'
import { createVerifier } from '../slack/receive/signature.ts'
import { createSocket, type SlackSocket } from '../slack/receive/socket.ts'
import { createRefusedRequests } from '../store/refused-requests.ts'
import type { Adoption } from '../store/sqlite/gone-back.ts'
import { takeDatabase } from '../store/sqlite/take-ownership.ts'
import type { Witness } from '../store/sqlite/witness.ts'
import { createClockWatch } from './clock-watch.ts'
import { compose } from './compose.ts'
import { type Health, liveness, readiness } from './health.ts'
import { createHttpServer, type Route } from './http-server.ts'
import { createInFlight } from './in-flight.ts'
import { type Step, startJobs } from './jobs.ts'
import { realWorld, type World } from './runtime.ts'

export interface App {
  readonly log: Log
  /** Writes a warning at every level of the log. */
  warn(message: string): void
  /** Opens the store, takes up what a stop interrupted, and listens. Resolves to the port. @throws NewkeyError */
  start(): Promise<number>
  /** Resolves when no work is in flight. */
  idle(): Promise<void>
  /** Takes no more, lets work in flight finish for up to 9 s, and closes the store. */
  stop(): Promise<void>
  /** One pass over what isn't at its end, without listening. @throws NewkeyError `database_locked` while newkey runs */
  reconcile(): Promise<void>
  /** Declares why records are missing, up to a checkpoint if it is known. @throws NewkeyError as `reconcile` does */
  adopt(reason: string, missing: Checkpoint | undefined): Promise<Adoption>
}

const SECOND_MS = 1_000
const QUARTER_MS = 15 * SECOND_MS
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
/** A stop has to be over in 10 s, when the system ends the process; the last checkpoints take up to 2.5 s of them. */
const PATIENCE_MS = 7_000

/** Wires everything together: the only place that does. */
export function createApp(config: Config, world: World = realWorld()): App {
  const { now, monotonic, pause } = world
  let stopping = false
  const { logs, workspace, clients, verbs } = compose(config, world, () => stopping)
  const { log } = logs
  const channel = config.auditChannel
  const inFlight = createInFlight()
  const track = inFlight.track

  let store: Health['store'] = 'opening'
  let close: (() => Promise<void>) | undefined
  let socket: SlackSocket | undefined
  let witness: Witness | undefined

  const state = () => ({ slack: workspace.known(), socket: socket?.connected(), database: witness?.health() })
  const health = (): Health => ({ store, ...state() })
  const routes: Record<string, Route> = {
    'GET /healthz': { handle: async (_, answer) => void answer(liveness(health())) },
    'GET /readyz': { handle: async (_, answer) => void answer(readiness(health())) },
  }
  // Commands that come while the store is being opened wait for it; who waits too long gets no key (`ack_lost`).
  const opened = Promise.withResolvers<void>()
  const receiver =
    config.transport.kind === 'http'
      ? createReceiver({ verify: createVerifier(config.transport.signingSecret), log, now, monotonic })
      : undefined
  if (receiver)
    routes['POST /slack/events'] = {
      refuse: receiver.refuse,
      handle: async (request, answer) => {
        await opened.promise
        await receiver.receive(request, answer)
      },
    }
  const stray = receiver?.stray
  const server = createHttpServer({ routes, stray, largestBody: LARGEST_BODY, monotonic, track })

  /** Does one thing with the store to ourselves, and closes it. */
  async function alone<T>(work: (deps: ListenerDeps, seen: Witness) => Promise<T>): Promise<T> {
    const { db, shut } = await takeDatabase(config.file, { monotonic, pause, log }, 0)
    try {
      return await work(verbs(db), db.witness)
    } finally {
      await shut()
    }
  }

  /** One pass, but not over rows that may be somebody else's. @throws NewkeyError `chain_rewritten` */
  async function pass(deps: ListenerDeps, seen: Witness): Promise<void> {
    await seen.walk(new AbortController().signal)()
    await deps.audit.head()
    await reconcile(deps)
  }

  return {
    log,
    warn: logs.warn,
    start: async () => {
      const port = await server.listen(config.port, config.host)
      const { db, shut } = await takeDatabase(config.file, { monotonic, pause, log })
      const [deps, seen] = [verbs(db), db.witness]
      witness = seen
      const forget = createForgetting({
        ...deps,
        refused: createRefusedRequests(db),
        kept: config.refusalsKept,
      })
      if (receiver) {
        listen(deps, receiver)
        opened.resolve()
      }
      if (config.transport.kind === 'socket') {
        const { apiUrl } = config.slack
        socket = createSocket({ appToken: config.transport.appToken, apiUrl, log, monotonic, pause, track })
        listen(deps, socket.receiver)
      }
      const post = channel ? createAuditChannel({ clients, channel, log }) : async () => true
      const walk = new AbortController()
      const vouched = seen.walk(walk.signal)
      const checkpoints = createCheckpoints({ audit: deps.audit, vouched, write: logs.checkpoint, post })
      const tell: Step = { name: 'tell people', run: () => tellPeople(deps) }
      // Nothing is deleted by rows that aren't verified yet. Where the database went back, everything is held anyway.
      const safe = async () => {
        const whole = await vouched()
        const held = seen.goneBack() && !seen.rewritten() && !walk.signal.aborted
        if (whole || held) await makeSafe(deps)
      }
      const endJobs = startJobs(
        [
          { name: 'say what is wrong with the database', everyMs: HOUR_MS, run: async () => seen.say() },
          { name: 'make keys safe', everyMs: MINUTE_MS, run: safe, next: tell },
          { name: 'look at the clock', everyMs: SECOND_MS, run: createClockWatch({ now, monotonic, log }) },
          { name: 'ask Slack who we are', everyMs: MINUTE_MS, run: () => workspace.home() },
          { name: 'forget old clicks', everyMs: HOUR_MS, run: () => deps.clicks.forget() },
          { name: 'count refusals', everyMs: MINUTE_MS, run: async () => receiver?.sayRefused() },
          { name: 'count what is sampled', everyMs: MINUTE_MS, run: async () => deps.sampled.say() },
          { name: 'write counted refusals', everyMs: QUARTER_MS, run: () => deps.refusals.write('over') },
          { name: 'forget refusals', everyMs: HOUR_MS, run: forget },
          { name: 'write a checkpoint', everyMs: MINUTE_MS, run: () => checkpoints.say('stdout') },
          { name: 'post a checkpoint', everyMs: HOUR_MS, run: () => checkpoints.say('channel') },
        ],
        { log, track },
      )
      close = async () => {
        endJobs()
        walk.abort()
        await socket?.stop()
        await Promise.race([inFlight.settled(), pause(PATIENCE_MS)])
        await deps.refusals.write('all').catch(() => log.error('Counted refusals could not be written'))
        store = 'closed'
        receiver?.sayRefused(true)
        deps.sampled.say(true)
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
    reconcile: () => alone((deps, seen) => pass(deps, seen).finally(seen.say)),
    adopt: (reason, missing) =>
      alone(async ({ audit }, seen) => {
        if (missing) seen.admit(missing)
        const record = await audit.append(adopted(config.twilio, reason, missing))
        return { record, waits: seen.declared(missing) }
      }),
  }
}
