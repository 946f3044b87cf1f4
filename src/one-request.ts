import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { HttpProxy, ProxyFor } from './proxies.ts'
import { authorityOf, openTunnel, proxyHeaders, serverNameOf } from './tunnel.ts'

/** An HTTP request. Its body is sent as UTF-8, with its length. */
export interface OneRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** An http or https URL without a user name or password. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** How long it may take in all, from the address lookup to the last byte of the answer (ms). */
  readonly deadlineMs: number
  /** Finds the proxy that it goes through; without it, there is none. */
  readonly proxyFor?: ProxyFor | undefined
}

/** The result of an HTTP request, by what the server may have received of it. */
export type OneReply =
  /** A complete answer of at most 1 MB, with any status. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly body: string
    }
  /** No byte of the request was sent: no connection was established. */
  | { readonly kind: 'not_sent'; readonly fault: string }
  /** The deadline passed after the request was sent and before an answer began. */
  | { readonly kind: 'silent'; readonly fault: string }
  /** The request may have arrived, but then the connection was lost or the answer can't be used. */
  | { readonly kind: 'cut_off'; readonly fault: string; readonly status?: number }

/** The longest answer that is read (bytes). It is far longer than any that Slack or Twilio documents for newkey's calls. */
export const LONGEST_ANSWER = 1_048_576

/**
 * Sends an HTTP request once, on its own connection. It isn't retried, whatever the answer is, and redirects and upgrades
 * aren't followed. Node's `fetch` doesn't guarantee that: after a 421 it sends the request again, with an empty body (Fetch
 * standard, "HTTP-network-or-cache fetch").
 *
 * `fault` is a code of the system or of Node, such as ECONNREFUSED, or one of `timeout`, `too_large`, `encoded`,
 * `no_answer` and `closed`, or says that a proxy gave no connection (tunnel.ts). The messages of errors are dropped, since they may quote what was sent. It doesn't throw.
 */
export async function sendOnce(request: OneRequest): Promise<OneReply> {
  const url = URL.parse(request.url)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    return { kind: 'not_sent', fault: 'ERR_INVALID_URL' }
  const proxy = request.proxyFor?.(url)
  if (!proxy) return exchange(url, optionsOf(request), request)
  return url.protocol === 'https:' ? sendThrough(proxy, url, request) : sendBy(proxy, url, request)
}

/** Sends the request to an https address, on a connection that the proxy opens. The deadline holds for both. */
async function sendThrough(proxy: HttpProxy, url: URL, request: OneRequest): Promise<OneReply> {
  const began = performance.now()
  const tunnel = await openTunnel(proxy, authorityOf(url), request.deadlineMs)
  if (tunnel.kind === 'failed') return { kind: 'not_sent', fault: tunnel.fault }
  const { socket } = tunnel
  const deadlineMs = request.deadlineMs - (performance.now() - began)
  const options: http.RequestOptions & { readonly socket: Socket } = { ...optionsOf(request), socket }
  const reply = await exchange(url, options, { ...request, deadlineMs })
  // If TLS couldn't begin, nothing else closes it.
  socket.destroy()
  return reply
}

/** Sends the request to an http address: the proxy gets it, with the whole address in its first line (RFC 9112, 3.2.2). */
function sendBy(proxy: HttpProxy, url: URL, request: OneRequest): Promise<OneReply> {
  const headers = { ...request.headers, host: url.host, ...proxyHeaders(proxy) }
  const host = proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host
  const address = new URL(`${proxy.secure ? 'https' : 'http'}://${host}:${proxy.port}`)
  const path = url.origin + url.pathname + url.search
  const options = { ...optionsOf({ ...request, headers }), path, servername: serverNameOf(proxy) }
  return exchange(address, options, request)
}

/** Makes one connection, and sends the request on it. */
function exchange(url: URL, options: https.RequestOptions, request: OneRequest): Promise<OneReply> {
  return new Promise((resolve) => {
    try {
      const sending = (url.protocol === 'https:' ? https : http).request(url, options)
      follow(sending, request.body ?? '', request.deadlineMs, resolve)
    } catch (error) {
      // Node rejects an invalid header or address before it connects.
      resolve({ kind: 'not_sent', fault: codeOf(error) })
    }
  })
}

function optionsOf({ method, headers, body }: OneRequest): https.RequestOptions {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return {
    method,
    headers: {
      'user-agent': 'newkey',
      'accept-encoding': 'identity',
      ...headers,
      ...length,
    },
    // A connection of its own: the server can't be about to close it, as it may be with a reused one.
    agent: false,
    insecureHTTPParser: false,
  }
}

/**
 * Sends the request and resolves once with the result. The request is written only after the connection is established and,
 * with TLS, the certificate has been checked. So after any earlier failure, the deadline included, nothing was sent.
 */
function follow(
  sending: ClientRequest,
  body: string,
  deadlineMs: number,
  resolve: (reply: OneReply) => void,
): void {
  // Node reuses parsers, and a parser may still refer to the last request and its listeners. So when the request is over,
  // these variables no longer refer to its body or its answer, which may hold a secret.
  let toSend: string | undefined = body
  let pending: typeof resolve | undefined = resolve
  let chunks: Buffer[] = []
  let size = 0
  let status: number | undefined

  const end = (reply: OneReply): void => {
    const finish = pending
    if (!finish) return
    clearTimeout(deadline)
    toSend = undefined
    pending = undefined
    chunks = []
    sending.destroy()
    finish(reply)
  }
  const fail = (fault: string): void => {
    if (toSend !== undefined) end({ kind: 'not_sent', fault })
    else if (status !== undefined) end({ kind: 'cut_off', fault, status })
    else end({ kind: fault === 'timeout' ? 'silent' : 'cut_off', fault })
  }
  const deadline = setTimeout(() => fail('timeout'), deadlineMs)

  sending.on('socket', (socket) => {
    const send = (): void => {
      if (toSend === undefined) return
      const whole = toSend
      toSend = undefined
      sending.end(whole)
    }
    const encrypted = 'encrypted' in socket
    if (!encrypted && !socket.connecting) send()
    else socket.once(encrypted ? 'secureConnect' : 'connect', send)
  })
  sending.on('response', (answer: IncomingMessage) => {
    status = answer.statusCode ?? 0
    const { 'content-encoding': encoding = 'identity', 'content-length': length = '0' } = answer.headers
    answer.on('error', (error) => fail(codeOf(error)))
    answer.on('close', () => fail('closed'))
    if (status < 200) return fail('no_answer')
    if (encoding !== 'identity') return fail('encoded')
    if (Number(length) > LONGEST_ANSWER) return fail('too_large')
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > LONGEST_ANSWER) fail('too_large')
      else if (pending) chunks.push(chunk)
    })
    answer.on('end', () => {
      if (!answer.complete) return fail('closed')
      const text = new TextDecoder().decode(Buffer.concat(chunks))
      end({ kind: 'answer', status: answer.statusCode ?? 0, headers: answer.headers, body: text })
    })
  })
  sending.on('upgrade', ({ statusCode }, socket) => {
    status = statusCode
    socket.destroy()
    fail('no_answer')
  })
  // This listener stays after the end, since a destroyed connection may still report an error, which doesn't matter then.
  sending.on('error', (error) => fail(codeOf(error)))
  sending.on('close', () => fail('closed'))
}

/** An error's code. In tests Node's own errors come from another realm, where `instanceof Error` is false. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,50}$/.test(code) ? code : 'unknown'
}
