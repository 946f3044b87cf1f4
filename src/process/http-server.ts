import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { NewkeyError } from '../errors.ts'
import { createBodies } from './bodies.ts'

/** An answer to an HTTP request. */
export interface HttpAnswer {
  readonly status: number
  readonly type: string
  readonly body: string
  /** The header Retry-After: when the sender may try again (seconds; RFC 9110, 10.2.3). */
  readonly retryAfter?: number
  /** The header Allow, which goes with the status 405 (RFC 9110, 15.5.6). */
  readonly allow?: string
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
  /**
   * Accepts no more connections. The ones that are open stay for a moment longer, since a request may be on its way on them:
   * it is answered 503, and its connection closed with the answer.
   * @returns a promise that resolves when the idle connections are closed
   */
  close(): Promise<void>
}

/** Times of a connection (ms). */
export interface HttpTimes {
  /** How long the headers of an HTTP request may take to arrive, and how long all of it may take. */
  readonly headers: number
  readonly request: number
  /** How often Node checks both. */
  readonly check: number
  /** How long a connection may be idle between two requests. */
  readonly idle: number
  /** How long an idle connection is kept open at the close. */
  readonly linger: number
}

/**
 * By default, Node checks only every 30 s (Node.js docs: "connectionsCheckingInterval"), and closes an idle connection after
 * 6 s. A balancer then sends a request on a connection that is being closed, and gets no answer. Balancers drop idle
 * connections themselves, usually after 60 s (AWS docs: "Application Load Balancers", connection idle timeout; nginx docs:
 * "keepalive_timeout" of an upstream), so newkey has to wait longer.
 */
export const TIMES: HttpTimes = {
  headers: 10_000,
  request: 15_000,
  check: 1_000,
  idle: 75_000,
  linger: 250,
}
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

/** The answer to an HTTP request that comes while newkey is stopping. */
const stopping: HttpAnswer = { status: 503, type: 'text/plain', body: '', retryAfter: 1 }
/** The methods that routes have. */
const METHODS = ['GET', 'POST'] as const

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
  const times = deps.times ?? TIMES
  const server = createServer(
    {
      headersTimeout: times.headers,
      requestTimeout: times.request,
      connectionsCheckingInterval: times.check,
      keepAliveTimeout: times.idle,
    },
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
    socket.once('close', () => {
      waiting.delete(socket)
      if (closing && waiting.size === 0) drained.resolve()
    })
  })

  let closing = false
  /** Resolves when the server is closing and no connection is idle. */
  const drained = Promise.withResolvers<void>()

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
    const respond = ({ status, type, body, retryAfter, allow }: HttpAnswer): boolean => {
      if (response.writableEnded || response.destroyed || request.socket.destroyed) return false
      response.setHeader('content-type', `${type}; charset=utf-8`)
      response.setHeader('cache-control', 'no-store')
      // An answer to HEAD has the length of the body that GET would get (RFC 9110, 9.3.2). Node leaves the body out.
      response.setHeader('content-length', Buffer.byteLength(body))
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
      if (allow !== undefined) response.setHeader('allow', allow)
      if (!request.complete || closing) response.setHeader('connection', 'close')
      response.statusCode = status
      response.end(body)
      return true
    }
    try {
      // A connection that was open when the server closed may still bring an HTTP request. Its body is read, since a connection
      // that is closed with unread bytes is reset, and the sender may then lose the answer.
      if (closing) {
        await bodies.read(request)
        return void respond(stopping)
      }
      const headers = headersOf(request)
      const route = routeOf(request, headers)
      if ('status' in route) return void respond(route)
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

  /** The route for an HTTP request, or the answer if there is none. A route for GET answers HEAD too (RFC 9110, 9.3.2). */
  function routeOf({ method = '', url = '' }: IncomingMessage, headers: Headers): Route | HttpAnswer {
    const path = url.split('?')[0]
    const known = deps.routes[`${method === 'HEAD' ? 'GET' : method} ${path}`]
    if (known) return known
    const allow = METHODS.filter((other) => deps.routes[`${other} ${path}`])
    if (method === 'POST' && deps.stray && (allow.length === 0 || !deps.stray.refuse?.(headers)))
      return deps.stray
    if (allow.length === 0) return { status: 404, type: 'text/plain', body: '' }
    const names = allow.flatMap((other) => (other === 'GET' ? ['GET', 'HEAD'] : [other]))
    return { status: 405, type: 'text/plain', body: '', allow: names.join(', ') }
  }

  async function close(): Promise<void> {
    closing = true
    // Two turns of the event loop, so that connections that the system has already accepted for us are taken.
    await turn()
    await turn()
    // The HTTP server's own close would close the idle connections at once (Node.js docs: "server.close").
    NetServer.prototype.close.call(server)
    const over = new AbortController()
    if (waiting.size > 0)
      await Promise.race([
        drained.promise,
        pause(times.linger, undefined, { signal: over.signal }).catch(() => undefined),
      ])
    over.abort()
    server.closeIdleConnections()
  }

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', (cause) => {
          const place = host?.includes(':') ? `[${host}]` : host
          const advice = `nothing can be served on ${place === undefined ? `port ${port}` : `${place}:${port}`}; see HOST and PORT`
          reject(new NewkeyError('config_invalid', advice, { cause }))
        })
        server.listen(port, host, () => {
          const address = server.address()
          resolve(typeof address === 'object' && address ? address.port : port)
        })
      }),
    close,
  }
}

/** A header that occurs twice counts as missing, since either value may be the right one. */
function headersOf(request: IncomingMessage): Headers {
  const entries = Object.entries(request.headersDistinct)
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values?.length === 1 ? values[0] : undefined]),
  )
}
