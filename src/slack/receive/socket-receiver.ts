import { createHash } from 'node:crypto'
import type { App, Receiver } from '@slack/bolt'
import { NewkeyError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { logFault } from '../../log-fault.ts'
import type { Connection } from './connection.ts'
import type { Envelope } from './frames.ts'
import { ACK_MS, NOT_USED, type PayloadDigest } from './receiver.ts'

type Carrier = Pick<Connection, 'send'>

/** Takes envelopes from every connection, and hands each to Bolt once. */
export interface SocketReceiver extends Receiver {
  /** Handles one envelope, which is acked on the connection that it came by. It doesn't throw. */
  take(envelope: Envelope, by: Carrier): void
}

/** How many envelopes are remembered. Slack sends one again within seconds, and no workspace sends so many in that time. */
const REMEMBERED = 1_000

/** An envelope that has come, by one connection or several, and its ack. */
interface Taken {
  readonly carriers: Carrier[]
  /** What to ack it with, once that is known. */
  answer?: string
}

/**
 * Creates a receiver for Bolt without a server. While two connections overlap, an envelope may come by both: it is done
 * once and acked on each, and one ack that goes through is enough.
 * @param deps.track counts work in flight
 */
export function createSocketReceiver(deps: {
  readonly log: Log
  readonly monotonic: () => number
  readonly track: <T>(work: Promise<T>) => Promise<T>
}): SocketReceiver {
  const { log, monotonic } = deps
  const recent = new Map<string, Taken>()
  let app: App | undefined

  function take(envelope: Envelope, by: Carrier): void {
    const before = recent.get(envelope.id)
    if (!before) return void deps.track(handle(envelope, remember(envelope.id, by)))
    log.info('Slack sent the same message again; newkey acks it and does nothing more')
    if (before.answer === undefined) before.carriers.push(by)
    else void by.send(before.answer).catch(() => undefined)
  }

  function remember(id: string, by: Carrier): Taken {
    const taken: Taken = { carriers: [by] }
    recent.set(id, taken)
    const [oldest] = recent.keys()
    if (recent.size > REMEMBERED && oldest !== undefined) recent.delete(oldest)
    return taken
  }

  async function handle({ id, payload }: Envelope, taken: Taken): Promise<void> {
    const receivedAt = monotonic()
    const ack = async (answer?: unknown): Promise<void> => {
      // Bolt itself may ack again: Slack gets one answer.
      if (taken.answer !== undefined) return
      taken.answer = JSON.stringify({ envelope_id: id, payload: payloadOf(answer) })
      const { answer: text } = taken
      await Promise.any(taken.carriers.map((by) => by.send(text))).catch(() => {
        throw new NewkeyError('ack_lost', 'the socket was closed')
      })
      if (monotonic() - receivedAt > ACK_MS) throw new NewkeyError('ack_lost', 'the ack was late')
    }
    const customProperties: PayloadDigest = {
      payloadDigest: createHash('sha256').update(JSON.stringify(payload)).digest('hex'),
    }
    try {
      await app?.processEvent({ body: payload, ack, customProperties })
    } catch (error) {
      // In some places, the library takes a body's shape for granted.
      return logFault(log, 'What Slack sent was not as Slack documents it', error, {})
    }
    if (taken.answer === undefined) log.warn(NOT_USED, { fault: 'nobody_listens' })
  }

  return {
    init: (bolt) => {
      app = bolt
    },
    start: async () => undefined,
    stop: async () => undefined,
    take,
  }
}

/** Slack docs: "Using Socket Mode", "Acknowledge events": the answer goes into `payload`, which is an object. */
function payloadOf(answer: unknown): unknown {
  if (answer === undefined || answer === '') return {}
  return typeof answer === 'string' ? { text: answer } : answer
}
