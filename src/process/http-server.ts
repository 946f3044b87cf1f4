import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { NewkeyError } from '../errors.ts'
import { createBodies } from './bodies.ts'

/** An answer to an HTTP request. */
export interface HttpAnswer {
  readonly status: number
  readonly type: string
  readonly body: string
  /** The header Retry-After: when the sender may try again (seconds; RFC 9110, 10.2.3). */
  readonly retryAfter?: number
}

/** Headers by lower-case name, without those that occurred twice. */
export type Headers = Readonly<Record<string, string | undefined>>

/** What answers the HTTP requests to one address. */
export interface Route {
  /** Refuses an HTTP request because of its headers. The body then isn't read and uses no memory. */
  readonly refuse?: (headers: Headers) => HttpAnswer | undefined
  readonly handle: Handle
}

/** Handles one HTTP request. `respond` returns false when the connection is already closed. It must not throw. */
export type Handle = (
  request: {
    readonly headers: Headers
    readonly body: Uint8Array
    readonly receivedAt: number
  },
  respond: (answer: HttpAnswer) => boolean,
) => Promise<void>

/** A server that listens on one address. */
export interface HttpServer {
  /**
   * Starts to listen. Without a host, it listens on every address: IPv6 and IPv4, or only IPv4 if the machine has no IPv6
   * (Node.js docs: "server.listen([port[, host…").
   * @returns the port
   * @throws NewkeyError `config_invalid` when it can't listen there
   */
  listen(port: number, host: string | undefined): Promise<number>
  /** Accepts no more connections, and closes those that are idle. */
  close(): void
}

/** How long an HTTP request may take to arrive, and how often Node checks that (ms). */
export interface HttpTimes {
  readonly headers: number
  readonly request: number
  readonly check: number
}

/** By default, Node checks only every 30 s (Node.js docs: "connectionsCheckingInterval"). */
const TIMES: HttpTimes = { headers: 10_000, request: 15_000, check: 1_000 }
/** Slack sends about twenty headers, and proxies add some. Headers beyond this number are dropped. */
const MOST_HEADERS = 100
/** How many connections may be open, and how much of their bodies may be in memory. */
export interface HttpLimits {
  /** Connections without a complete HTTP request. Beyond this number, each new one closes the oldest. */
  readonly waiting: number
  /** All connections. Beyond this number, new ones are refused (Node.js docs: "server.maxConnections"). */
  readonly all: number
  /** The bytes of all bodies that are being read. Beyond this number, the largest of them is answered 503. */
  readonly bodies: number
}

const MB = 1024 * 1024
const LIMITS: HttpLimits = { waiting: 1_000, all: 2_000, bodies: 8 * MB }
/** The answer to a body whose reading was ended to make room for others. */
const busy: HttpAnswer = { status: 503, type: 'text/plain', body: '', retryAfter: 1 }

/**
 * Creates an HTTP server with a table of routes, such as `POST /slack/events`.
 * @param deps.largestBody where reading a body stops (bytes): a longer body is truncated, but still exceeds this limit
 */
export function createHttpServer(deps: {
  readonly routes: Readonly<Record<string, Route>>
  /** Handles the POSTs to every other address. */
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
  /** The oldest first. If they were never closed, connections that send nothing could lock Slack out. */
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
    // A connection that was busy when the server closed may still send an HTTP request.
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
      // Either the sender has disconnected, or the route threw although it must not. An answer does no harm in either case.
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

/** A header that occurs twice counts as missing, since either value may be the right one. */
function headersOf(request: IncomingMessage): Headers {
  const entries = Object.entries(request.headersDistinct)
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values?.length === 1 ? values[0] : undefined]),
  )
}
