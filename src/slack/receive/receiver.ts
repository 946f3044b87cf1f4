import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { App, Receiver } from '@slack/bolt'
import { NewkeyError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { logFault } from '../../log-fault.ts'
import { parseBody } from './body.ts'
import { createLogSampler, REFUSED } from './log-sampler.ts'
import type { SignatureVerifier } from './signature.ts'

/** The largest body that is read (bytes). Slack's commands and clicks take a few kilobytes. */
export const LARGEST_BODY = 64 * 1024
/** Slack waits 3 s for the ack (Slack docs: "Slash commands"). Half a second of that is left for the network (ms). */
export const ACK_MS = 2_500

/** An HTTP request to the address for Slack. Nothing of it has been checked. */
export interface SlackHttpRequest {
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The raw bytes. A body that is too large may be cut, if more than LARGEST_BODY bytes are left. */
  readonly body: Uint8Array
  /** When it arrived (ms, on the clock that never goes back). */
  readonly receivedAt: number
}

/** The answer to such an HTTP request. */
export interface SlackHttpAnswer {
  readonly status: number
  readonly type: 'text/plain' | 'application/json'
  readonly body: string
}

/** Sends the answer. @returns false when the connection is already closed */
export type SendAnswer = (answer: SlackHttpAnswer) => boolean

/** What the receiver adds to the context that listeners get. */
export interface PayloadDigest {
  /** Identifies what Slack sent, however often it sends it: a SHA-256 in hexadecimal, over HTTP that of timestamp and body. */
  readonly payloadDigest: string
}

/** Takes what Slack sends over HTTP, and hands it to Bolt. */
export interface SlackReceiver extends Receiver {
  /** Refuses an HTTP request because of its headers, before its body is read; undefined if it isn't refused. */
  refuse(headers: SlackHttpRequest['headers']): SlackHttpAnswer | undefined
  /** Answers one HTTP request, and resolves when the work that it started is done. It doesn't throw. */
  receive(request: SlackHttpRequest, respond: SendAnswer): Promise<void>
  /** Answers HTTP requests to every other address, and logs those that Slack signed. It doesn't throw. */
  readonly stray: {
    refuse(headers: SlackHttpRequest['headers']): SlackHttpAnswer | undefined
    handle(request: SlackHttpRequest, respond: SendAnswer): Promise<void>
  }
  /** Logs how many HTTP requests were refused: the counts whose minute is over, or all of them. */
  logRefusals(all?: boolean): void
}

/** Creates a receiver for Bolt that needs no server: bytes in, answer out. */
export function createReceiver(deps: {
  readonly verify: SignatureVerifier
  readonly log: Log
  readonly now: () => number
  readonly monotonic: () => number
  /** The answer to a command at the wrong path, as Slack takes it in an ack. */
  readonly misdirected: object
}): SlackReceiver {
  let app: App | undefined
  const samples = createLogSampler(deps)

  function refuse(headers: SlackHttpRequest['headers']): SlackHttpAnswer | undefined {
    if (isTooLarge(headers)) return refusal(413, 'too_large')
    return isUnsigned(headers) ? refusal(401, 'unsigned') : undefined
  }

  function judge({ headers, body }: SlackHttpRequest): ReturnType<SignatureVerifier> {
    const timestamp = headers['x-slack-request-timestamp']
    return deps.verify({ timestamp, signature: headers['x-slack-signature'], body }, deps.now())
  }

  async function receive(request: SlackHttpRequest, respond: SendAnswer): Promise<void> {
    if (request.body.length > LARGEST_BODY) return void respond(refusal(413, 'too_large'))
    const verdict = judge(request)
    if (verdict !== 'valid') return void respond(refusal(401, verdict))

    const parsed = parseBody(request.headers['content-type'], request.body)
    if (parsed.kind === 'unreadable') return void respond(refusal(400, 'unreadable'))
    if (parsed.kind === 'ssl_check') return void respond({ status: 200, type: 'text/plain', body: '' })
    if (parsed.kind === 'challenge')
      return void respond({ status: 200, type: 'text/plain', body: parsed.challenge })

    let answered = false
    const ack = async (answer?: unknown): Promise<void> => {
      if (answered) return
      answered = true
      // A turn of the event loop, so that Node learns of a connection that has been closed meanwhile.
      await turn()
      const taken = respond(answerOf(answer))
      const late = deps.monotonic() - request.receivedAt > ACK_MS
      if (late || !taken)
        throw new NewkeyError('ack_lost', late ? 'the ack was late' : 'the connection was closed')
    }
    const payloadDigest = createHash('sha256')
      .update(`${request.headers['x-slack-request-timestamp']}:`)
      .update(request.body)
      .digest('hex')
    const customProperties: PayloadDigest = { payloadDigest }
    try {
      await app?.processEvent({ body: parsed.body, ack, customProperties })
    } catch (error) {
      // In some places, the library takes a body's shape for granted.
      logFault(deps.log, 'What Slack sent was not as Slack documents it', error, { status: 400 })
      if (!answered) respond(bare(400))
      return
    }
    if (!answered) respond(noListener())
  }

  const stray: SlackReceiver['stray'] = {
    refuse: (headers) => (isTooLarge(headers) || isUnsigned(headers) ? bare(404) : undefined),
    handle: async (request, respond) => {
      const signed = request.body.length <= LARGEST_BODY && judge(request) === 'valid'
      if (!signed) return void respond(bare(404))
      deps.log.warn(WRONG_PATH, { status: 404, fault: 'nobody_listens' })
      const parsed = parseBody(request.headers['content-type'], request.body)
      const isCommand = parsed.kind === 'payload' && typeof parsed.body.command === 'string'
      respond(isCommand ? answerOf(deps.misdirected) : bare(404))
    },
  }

  /** Slack sent something that no listener handles. Each one is logged, since somebody waits for an answer. */
  function noListener(): SlackHttpAnswer {
    deps.log.warn(NOT_USED, { status: 404, fault: 'nobody_listens' })
    return bare(404)
  }

  function refusal(status: number, fault: string): SlackHttpAnswer {
    samples.warn(REFUSED, { status, fault })
    return bare(status)
  }

  return {
    init: (bolt) => {
      app = bolt
    },
    start: async () => undefined,
    stop: async () => undefined,
    refuse,
    receive,
    stray,
    logRefusals: samples.writeCounts,
  }
}

/** The log line for something that no listener is for. */
export const NOT_USED =
  'Slack sent something that newkey doesn’t use. Make the app’s settings match manifest.yml'
const WRONG_PATH =
  'Slack sent a signed request to a path where newkey doesn’t listen. In the app’s settings, every Request URL must end in /slack/events'

const isTooLarge = (headers: SlackHttpRequest['headers']): boolean =>
  Number(headers['content-length']) > LARGEST_BODY
const isUnsigned = (headers: SlackHttpRequest['headers']): boolean =>
  headers['x-slack-signature'] === undefined || headers['x-slack-request-timestamp'] === undefined
const bare = (status: number): SlackHttpAnswer => ({ status, type: 'text/plain', body: '' })

function answerOf(answer: unknown): SlackHttpAnswer {
  if (answer === undefined || answer === '') return { status: 200, type: 'text/plain', body: '' }
  if (typeof answer === 'string') return { status: 200, type: 'text/plain', body: answer }
  return { status: 200, type: 'application/json', body: JSON.stringify(answer) }
}
