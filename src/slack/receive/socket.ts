import type { Receiver } from '@slack/bolt'
import { unreachable } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { type Connection, openConnection, type Parting } from './connection.ts'
import { type AddressSettings, openAddress } from './open-address.ts'
import { createSocketReceiver } from './socket-receiver.ts'
import { logAsked, logFailure, logLost, logShort } from './socket-words.ts'
import { createDial, type Dial } from './web-socket.ts'

/** The connection to Slack in Socket Mode. */
export interface SlackSocket {
  /** The receiver for Bolt. */
  readonly receiver: Receiver
  /** Connects, and stays connected until `stop`. It doesn't wait for Slack. */
  start(): void
  /** Resolves when Slack has said hello for the first time; never, if it doesn't. */
  readonly greeted: Promise<void>
  /** Ends every connection and every attempt at once. */
  stop(): Promise<void>
  /** Whether Slack has said hello on a connection that is still open. */
  connected(): boolean
}

/** What a connection in Socket Mode needs. */
export interface SocketDeps extends AddressSettings {
  readonly log: Log
  readonly monotonic: () => number
  readonly pause: (ms: number) => Promise<void>
  /** Counts work in flight. */
  readonly track: <T>(work: Promise<T>) => Promise<T>
  /** Opens web sockets; without it they are opened directly. `createDial(proxyFor)` goes through the proxies. */
  readonly dial?: Dial
}

/** How long an attempt may take, from the question where to connect to Slack's hello (ms). */
const ATTEMPT_MS = 10_000
/** The pause after the first attempt that fails (ms). It doubles with each further one. */
const SHORTEST_PAUSE_MS = 1_000
/** The longest pause between two attempts, unless Slack asks for a longer one (ms). */
const LONGEST_PAUSE_MS = 30_000
/**
 * A connection that lasted so long was a good one, and the pauses start anew (ms). Slack renews a connection after hours,
 * and a fault that ends it within a minute would otherwise come back a thousand times a day.
 */
const LASTING_MS = 60_000
/**
 * How long a connection stays at least after Slack has asked for a new one (ms), for what is on its way. Slack gives some
 * ten seconds' warning (Slack docs: "Using Socket Mode", "Disconnecting").
 */
const LEAVING_MS = 10_000
/** How long Slack may take to complete the closing handshake (ms). */
const CLOSING_MS = 2_000
/** Slack's word for: Socket Mode was switched off in the settings of the app. */
const SWITCHED_OFF = 'link_disabled'

type Attempt =
  | { readonly kind: 'connected'; readonly connection: Connection }
  | { readonly kind: 'failed'; readonly fault: string; readonly waitMs?: number }

/**
 * Creates a connection in Socket Mode (Slack docs: "Using Socket Mode"). One attempt runs at a time, each with a deadline;
 * two connections overlap only while Slack replaces one by another.
 */
export function createSocket(deps: SocketDeps): SlackSocket {
  const { log, monotonic, pause, dial = createDial() } = deps
  const receiver = createSocketReceiver(deps)
  const connections = new Set<Connection>()
  /** Those that Slack should have closed by now. They may still work, but don't count as connected. */
  const overdue = new WeakSet<Connection>()
  const first = Promise.withResolvers<void>()
  /** Resolves when the next connection is up. */
  let successor = Promise.withResolvers<void>()
  let stopped = false
  let onStop: () => void = () => undefined
  /** How many connections or attempts in a row were no good. */
  let misses = 0

  async function stayConnected(): Promise<void> {
    let pauseMs = 0
    while (!stopped) {
      if (pauseMs > 0) await orStop(pause(pauseMs))
      const attempt = await tryToConnect()
      if (attempt === 'stopped') return
      if (attempt.kind === 'failed') {
        misses += 1
        pauseMs = Math.max(pauseAfter(attempt.fault), attempt.waitMs ?? 0)
        logFailure(log, attempt.fault, pauseMs)
        continue
      }
      const since = monotonic()
      log.info('Connected to Slack in Socket Mode')
      first.resolve()
      successor.resolve()
      successor = Promise.withResolvers()
      const parting = await orStop(attempt.connection.parted)
      if (parting === 'stopped') return
      if (monotonic() - since >= LASTING_MS) misses = 0
      pauseMs = pauseAfter(parting.kind === 'asked' ? parting.reason : undefined)
      misses += 1
      if (parting.kind === 'asked') {
        if (pauseMs > 0) logShort(log, parting.reason, pauseMs)
        void leave(attempt.connection, parting.reason)
      } else logLost(log, faultOf(parting), pauseMs)
    }
  }

  /** Waits for what the loop waits for, or for `stop`. It keeps nothing of a wait that is over. */
  function orStop<T>(work: Promise<T>): Promise<T | 'stopped'> {
    return new Promise((resolve, reject) => {
      onStop = () => resolve('stopped')
      if (stopped) onStop()
      work.then(resolve, reject)
    })
  }

  /** The pause before the next attempt (ms): none after a connection that lasted, so that the next is up in time. */
  function pauseAfter(fault: string | undefined): number {
    if (fault === SWITCHED_OFF) return LONGEST_PAUSE_MS
    if (misses === 0) return 0
    return Math.min(SHORTEST_PAUSE_MS * 2 ** Math.min(misses - 1, 10), LONGEST_PAUSE_MS)
  }

  async function tryToConnect(): Promise<Attempt | 'stopped'> {
    if (stopped) return 'stopped'
    let over = false
    let connection: Connection | undefined
    const open = async (): Promise<Attempt> => {
      const address = await openAddress(deps, ATTEMPT_MS)
      if (address.kind === 'failed') return address
      // An address that comes too late is left alone.
      if (over) return { kind: 'failed', fault: 'no_address' }
      connection = follow(address.url)
      const greeted = await connection.greeted
      return greeted === 'hello'
        ? { kind: 'connected', connection }
        : { kind: 'failed', fault: faultOf(greeted) }
    }
    const late = pause(ATTEMPT_MS).then((): Attempt => ({ kind: 'failed', fault: stageOf(connection) }))
    const attempt = await orStop(Promise.race([open(), late]))
    over = true
    if (attempt === 'stopped' || attempt.kind === 'failed') connection?.drop()
    return attempt
  }

  function follow(url: string): Connection {
    const connection = openConnection(url, {
      dial,
      pause,
      take: receiver.take,
      asked: (reason) => logAsked(log, reason),
      unreadable: () => log.warn('A message on the socket was not as Slack documents it'),
    })
    connections.add(connection)
    void connection.closed.then(() => connections.delete(connection))
    return connection
  }

  /**
   * Lets a connection go that Slack is about to close. What Slack sent by it meanwhile is still handled and acked. As long as
   * no other one is up, it stays for as long as Slack keeps it: otherwise commands would be lost that Slack still sends by it.
   */
  async function leave(connection: Connection, reason: string): Promise<void> {
    if (reason !== SWITCHED_OFF) {
      const { promise: replaced } = successor
      const isOverdue = pause(LEAVING_MS).then(() => overdue.add(connection))
      await Promise.race([Promise.all([isOverdue, replaced]), connection.closed])
    }
    connection.close()
    await Promise.race([pause(CLOSING_MS), connection.closed])
    connection.drop()
  }

  return {
    receiver,
    start: () => void stayConnected(),
    greeted: first.promise,
    stop: async () => {
      stopped = true
      onStop()
      for (const connection of connections) {
        if (connection.state() === 'ready') connection.close()
        else connection.drop()
      }
    },
    connected: () =>
      [...connections].some((connection) => connection.state() === 'ready' && !overdue.has(connection)),
  }
}

function faultOf(parting: Parting): string {
  switch (parting.kind) {
    case 'asked':
      return parting.reason
    case 'closed':
      return parting.fault
    case 'silent':
      return 'ping_timeout'
    default:
      return unreachable(parting)
  }
}

/** How far an attempt had got when its time was over. */
function stageOf(connection: Connection | undefined): string {
  if (!connection) return 'no_address'
  return connection.state() === 'opening' ? 'no_upgrade' : 'no_hello'
}
