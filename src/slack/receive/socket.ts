import { createHash } from 'node:crypto'
import { type Logger, SocketModeReceiver, type webApi } from '@slack/bolt'
import { NewkeyError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { logFault } from '../../log-fault.ts'
import type { Secret } from '../../secret.ts'
import { isFrame } from './frames.ts'
import { ACK_MS, type PayloadDigest } from './receiver.ts'

/** The connection to Slack in Socket Mode. */
export interface SlackSocket {
  /** The receiver for Bolt. */
  readonly receiver: SocketModeReceiver
  /** Connects, and reconnects until `stop`. Resolves after the first attempt, whether or not it succeeded. */
  start(): Promise<void>
  /** Disconnects for good. */
  stop(): Promise<void>
  connected(): boolean
}

/** The longest pause between two attempts to connect (ms). */
const LONGEST_RECONNECT_MS = 30_000

/**
 * Creates a connection in Socket Mode (Slack docs: "Using Socket Mode"). The library's own reconnecting is switched off,
 * since a failure in it ends the process. This module reconnects instead.
 * @param deps.track counts work in flight
 */
export function createSocket(deps: {
  readonly appToken: Secret
  readonly clientOptions: webApi.WebClientOptions
  /** What the web socket is opened with, where it goes through a proxy. */
  readonly dispatcher?: ConstructorParameters<typeof SocketModeReceiver>[0]['dispatcher']
  /** Gets what the library logs, which may be what it sends and receives. */
  readonly logger: Logger
  readonly log: Log
  readonly monotonic: () => number
  readonly pause: (ms: number) => Promise<void>
  readonly track: <T>(work: Promise<T>) => Promise<T>
}): SlackSocket {
  const receiver = new SocketModeReceiver({
    appToken: deps.appToken.reveal(),
    logger: deps.logger,
    dispatcher: deps.dispatcher,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: deps.clientOptions },
    customPropertiesExtractor: ({ body }): PayloadDigest => ({
      payloadDigest: createHash('sha256')
        .update(JSON.stringify(body) ?? '')
        .digest('hex'),
    }),
  })
  dropUnreadableFrames(receiver, deps.log)
  let connected = false
  let stopped = false
  let failures = 0

  receiver.client.on('disconnected', () => {
    if (!connected) return
    connected = false
    if (!stopped) void reconnect()
  })

  async function connect(): Promise<boolean> {
    try {
      await receiver.client.start()
      // `stop` may have been called while the connection was being made.
      if (stopped) await receiver.stop()
      connected = !stopped
      failures = 0
      deps.log.info('Connected to Slack in Socket Mode')
    } catch {
      failures += 1
      deps.log.error(
        'Slack did not open the socket; newkey tries again. If this goes on, check SLACK_APP_TOKEN',
      )
    }
    return connected
  }

  async function reconnect(): Promise<void> {
    while (!stopped) {
      await deps.pause(Math.min(1_000 * 2 ** failures, LONGEST_RECONNECT_MS))
      if (stopped || (await connect())) return
    }
  }

  return {
    receiver: tracked(receiver, deps),
    start: async () => {
      if (!(await connect())) void reconnect()
    },
    stop: async () => {
      stopped = true
      if (connected) await receiver.stop()
    },
    connected: () => connected,
  }
}

/** Drops the frames that the library can't read, since they would make it end the process. */
function dropUnreadableFrames({ client }: SocketModeReceiver, log: Log): void {
  const listeners = client.listeners('ws_message')
  client.removeAllListeners('ws_message')
  client.on('ws_message', (data: unknown, isBinary: unknown) => {
    if (isBinary !== true && isFrame(data))
      for (const listener of listeners) listener.call(client, data, isBinary)
    else log.warn('A message on the socket was not as Slack documents it')
  })
}

/** Counts each event as work in flight, and applies the same limit to its ack as over HTTP. */
function tracked(
  receiver: SocketModeReceiver,
  deps: {
    readonly log: Log
    readonly monotonic: () => number
    readonly track: <T>(work: Promise<T>) => Promise<T>
  },
): SocketModeReceiver {
  const init = receiver.init.bind(receiver)
  receiver.init = (app) => {
    const processEvent = app.processEvent.bind(app)
    app.processEvent = (event) => {
      const receivedAt = deps.monotonic()
      let acked = false
      const ack = async (answer?: unknown): Promise<void> => {
        acked = true
        try {
          await event.ack(answer)
        } catch {
          throw new NewkeyError('ack_lost', 'the socket was closed')
        }
        if (deps.monotonic() - receivedAt > ACK_MS) throw new NewkeyError('ack_lost', 'the ack was late')
      }
      const process = async (): Promise<void> => {
        try {
          await processEvent({ ...event, ack })
        } catch (error) {
          // In some places, the library takes a body's shape for granted.
          return logFault(deps.log, 'What Slack sent was not as Slack documents it', error, {})
        }
        if (!acked) deps.log.warn('A message on the socket was refused', { fault: 'nobody_listens' })
      }
      return deps.track(process())
    }
    init(app)
  }
  return receiver
}
