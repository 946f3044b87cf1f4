import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'

/** What is sent. A body is sent as UTF-8 with its length. */
export interface OneRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** An http or https address without a user or a password in it. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** How long all of it may take, from looking up the address to the last byte of the answer (ms). */
  readonly deadlineMs: number
}

/** What became of a request, told apart by what the far side may have seen of it. */
export type OneReply =
  /** A complete answer of at most 1 MB, whatever its status is. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly body: string
    }
  /** No byte of the request left: there was no connection to send it on. */
  | { readonly kind: 'not_sent'; readonly fault: string }
  /** The deadline came after the request was sent and before an answer began. */
  | { readonly kind: 'silent'; readonly fault: string }
  /** The connection was lost, or the answer can't be used, after the request may have arrived. */
  | { readonly kind: 'cut_off'; readonly fault: string; readonly status?: number }

/** The longest answer that is read (bytes): far more than any that Slack or Twilio documents for the calls made here. */
export const LONGEST_ANSWER = 1_048_576

/**
 * Sends one request once, on a connection of its own: no second try whatever the answer is, no redirect, no upgrade.
 * Node's `fetch` can't promise that: it sends again by itself after a 421 (Fetch standard, "HTTP-network-or-cache
 * fetch"), and with an empty body.
 *
 * `fault` is the code of the system or of Node, such as ECONNREFUSED, or one of `timeout`, `too_large`, `encoded`,
 * `no_answer` and `closed`. Messages of errors are dropped, since they may quote what was sent. It doesn't throw.
 */
export function sendOnce(request: OneRequest): Promise<OneReply> {
  return new Promise((resolve) => {
    const url = URL.parse(request.url)
    const client = url?.protocol === 'https:' ? https : http
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
      return resolve({ kind: 'not_sent', fault: 'ERR_INVALID_URL' })
    try {
      const sending = client.request(url, optionsOf(request))
      follow(sending, request.body ?? '', request.deadlineMs, resolve)
    } catch (error) {
      // A header or an address that can't be sent is refused before there is a connection.
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
    // A connection of its own can't be one that the far side is just closing.
    agent: false,
    insecureHTTPParser: false,
  }
}

/**
 * Follows a request to its one reply. The request is handed to Node only once the connection stands (with TLS: once the
 * certificate has been checked), so whatever fails before that was certainly not sent, a deadline too.
 */
function follow(
  sending: ClientRequest,
  body: string,
  deadlineMs: number,
  resolve: (reply: OneReply) => void,
): void {
  // Node reuses parsers, and a parser may still lead to the last request and its listeners. So once all is over,
  // nothing that these listeners can reach holds a body or an answer: either may be a secret.
  let toSend: string | undefined = body
  let tell: typeof resolve | undefined = resolve
  let chunks: Buffer[] = []
  let size = 0
  let status: number | undefined

  const end = (reply: OneReply): void => {
    const told = tell
    if (!told) return
    clearTimeout(deadline)
    toSend = undefined
    tell = undefined
    chunks = []
    sending.destroy()
    told(reply)
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
      else if (tell) chunks.push(chunk)
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
  // Stays when all is over: what a destroyed connection still says is nobody's fault.
  sending.on('error', (error) => fail(codeOf(error)))
  sending.on('close', () => fail('closed'))
}

/** The code alone. Errors of Node's own come from another realm in tests, where `instanceof Error` doesn't hold. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,50}$/.test(code) ? code : 'unknown'
}
