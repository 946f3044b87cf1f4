import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { NewkeyError } from '../errors.ts'
import { createBodies } from './bodies.ts'

export interface HttpAnswer {
  readonly status: number
  readonly type: string
  readonly body: string
  /** After how many seconds another try makes sense (RFC 9110, 10.2.3). */
  readonly retryAfter?: number
}

/** Headers by name; one that came twice isn't there. */
export type Headers = Readonly<Record<string, string | undefined>>

export interface Route {
  /** What the headers alone deserve: then the body isn't read, and costs no memory. */
  readonly refuse?: (headers: Headers) => HttpAnswer | undefined
  readonly handle: Handle
}

/** What a route gets, and how it answers: `respond` is false when nobody is there any more to take the answer. */
export type Handle = (
  request: {
    readonly headers: Headers
    readonly body: Uint8Array
    readonly receivedAt: number
  },
  respond: (answer: HttpAnswer) => boolean,
) => Promise<void>

export interface HttpServer {
  /**
   * Resolves to the port that is listened on. Without a host that is every address: IPv6 and IPv4, or IPv4 alone where
   * the machine has no IPv6 (Node.js docs: "server.listen([port[, host…"). @throws NewkeyError `config_invalid`
   */
  listen(port: number, host: string | undefined): Promise<number>
  /** Takes no more connections, and ends those that are idle. */
  close(): void
}

/** How long a connection may take for something (ms), and how often Node looks whether it took longer. */
export interface HttpTimes {
  readonly headers: number
  readonly request: number
  readonly check: number
}

/** Node looks every 30 s by itself (Node.js docs: "connectionsCheckingInterval"), and holds connections for so much longer. */
const TIMES: HttpTimes = { headers: 10_000, request: 15_000, check: 1_000 }
/** Slack sends about twenty headers, and what stands before newkey adds some; those beyond are dropped. */
const MOST_HEADERS = 100
/** How many connections are held, and how much of their bodies. */
export interface HttpLimits {
  /** Those from which no whole request has come: beyond so many, the oldest ends for each new one. */
  readonly waiting: number
  /** All of them: beyond so many, a new one isn't taken (Node.js docs: "server.maxConnections"). */
  readonly all: number
  /** The bytes of bodies that are being read: beyond so many, the largest of them is answered 503. */
  readonly bodies: number
}

const MB = 1024 * 1024
const LIMITS: HttpLimits = { waiting: 1_000, all: 2_000, bodies: 8 * MB }
/** What a body gets that ended to make room for others. */
const busy: HttpAnswer = { status: 503, type: 'text/plain', body: '', retryAfter: 1 }

/** An HTTP server with a table of routes, such as `POST /slack/events`. Bodies are read until they are past `largestBody`. */
export function createHttpServer(deps: {
  readonly routes: Readonly<Record<string, Route>>
  /** Takes the POSTs to every other address. */
  readonly stray?: Route | undefined
  readonly times?: HttpTimes
  readonly limits?: HttpLimits
  readonly largestBody: number
  readonly monotonic: () => number
  readonly track: <T>(work: Promise<T>) => Promise<T>
}): HttpServer {
  const { headers: headersTimeout, request: requestTimeout, check } = deps.times ?? TIMES
  const server = createServer(
    { headersTimeout, requestTimeout, connectionsCheckingInterval: check },
    (request, response) => void deps.track(answer(request, response)),
  )
  server.maxHeadersCount = MOST_HEADERS
  const limits = deps.limits ?? LIMITS
  server.maxConnections = limits.all
  const bodies = createBodies({ largest: deps.largestBody, all: limits.bodies })
  /** The oldest first. Without an end of theirs, connections that send nothing would keep Slack's from being taken. */
  const waiting = new Set<Socket>()
  server.on('connection', (socket) => {
    wait(socket)
    socket.once('close', () => waiting.delete(socket))
  })

  let closing = false

  function wait(socket: Socket): void {
    waiting.delete(socket)
    waiting.add(socket)
    const [oldest] = waiting
    if (waiting.size > limits.waiting) oldest?.destroy()
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const receivedAt = deps.monotonic()
    const { socket } = request
    response.once('close', () => {
      if (!socket.destroyed) wait(socket)
    })
    const respond = ({ status, type, body, retryAfter }: HttpAnswer): boolean => {
      if (response.writableEnded || response.destroyed || request.socket.destroyed) return false
      response.setHeader('content-type', `${type}; charset=utf-8`)
      response.setHeader('cache-control', 'no-store')
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
      if (!request.complete || closing) response.setHeader('connection', 'close')
      response.statusCode = status
      response.end(body)
      return true
    }
    // A connection that was busy when the server closed can still bring a request.
    if (closing) return void respond({ status: 503, type: 'text/plain', body: '' })
    const known = deps.routes[`${request.method} ${request.url?.split('?')[0]}`]
    const route = known ?? (request.method === 'POST' ? deps.stray : undefined)
    if (!route) return void respond({ status: 404, type: 'text/plain', body: '' })
    try {
      const headers = headersOf(request)
      const refusal = route.refuse?.(headers)
      if (refusal) return void respond(refusal)
      const body = await bodies.read(request)
      if (body === undefined) return void respond(busy)
      if (request.complete) waiting.delete(socket)
      await route.handle({ headers, body, receivedAt }, respond)
    } catch {
      // Either the sender has gone, or the route broke its promise not to throw; an answer harms in neither case.
      respond({ status: 500, type: 'text/plain', body: '' })
    }
  }

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', (cause) => {
          const advice = `nothing can be served on ${host === undefined ? `port ${port}` : `${host}:${port}`}; see HOST and PORT`
          reject(new NewkeyError('config_invalid', advice, { cause }))
        })
        server.listen(port, host, () => {
          const address = server.address()
          resolve(typeof address === 'object' && address ? address.port : port)
        })
      }),
    close: () => {
      closing = true
      server.close()
      server.closeIdleConnections()
    },
  }
}

/** Headers by name; one that comes twice counts as missing, since it can't be known which is meant. */
function headersOf(request: IncomingMessage): Headers {
  const entries = Object.entries(request.headersDistinct)
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values?.length === 1 ? values[0] : undefined]),
  )
}
