import { z } from 'zod'
import type { Secret } from '../secret.ts'

/** What became of one HTTP request, told apart by what the server may have seen of it. */
export type Reply =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly twilioRequest: string | undefined
      /** Header `Date`: Twilio's clock. */
      readonly date: string | undefined
      readonly body: string
    }
  /** No byte of the request left: there was no connection to send it on. */
  | { readonly kind: 'not_sent'; readonly fault: string }
  /** The deadline came before an answer did. */
  | { readonly kind: 'silent'; readonly fault: string }
  /** The connection was lost, or the answer stopped, after the request may have arrived. */
  | { readonly kind: 'cut_off'; readonly fault: string; readonly status?: number }

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  /** Basic authentication (Twilio docs: "API requests", Authentication). */
  readonly user: string
  readonly password: Secret
  readonly form?: Readonly<Record<string, string>>
  readonly deadlineMs: number
}

/** Sends one request once: no second try, no redirect, and the whole answer inside the deadline. It doesn't throw. */
export async function send(request: HttpRequest): Promise<Reply> {
  let response: Response | undefined
  const deadline = AbortSignal.timeout(request.deadlineMs)
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: {
        authorization: `Basic ${Buffer.from(`${request.user}:${request.password.reveal()}`).toString('base64')}`,
        accept: 'application/json',
        'user-agent': 'newkey',
        ...(request.form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(request.form && { body: new URLSearchParams(request.form).toString() }),
      redirect: 'error',
      signal: deadline,
    })
    const body = await response.text()
    const id = response.headers.get('twilio-request-id')
    const twilioRequest = id !== null && /^RQ[0-9a-fA-F]{32}$/.test(id) ? id : undefined
    const date = response.headers.get('date') ?? undefined
    return { kind: 'answer', status: response.status, twilioRequest, date, body }
  } catch (error) {
    const fault = deadline.aborted ? 'timeout' : systemCode(error)
    if (response) return { kind: 'cut_off', status: response.status, fault }
    if (deadline.aborted) return { kind: 'silent', fault }
    return { kind: isConnecting(error) ? 'not_sent' : 'cut_off', fault }
  }
}

/** The system errors that come only while a connection is being made (Node.js docs: "Common system errors"; undici). */
const CONNECTING = /^(ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.+|CERT_.+)$/

/** fetch hides the system's error in `cause`. Only its code is taken: messages may quote what was sent. */
const systemError = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{2,50}$/),
  syscall: z.string().optional(),
  // A host with several addresses: one error for each (Node.js docs: "net", autoSelectFamily).
  errors: z.array(z.object({ syscall: z.string() })).optional(),
})
const fetchError = z.union([z.object({ cause: systemError }).transform(({ cause }) => cause), systemError])

function systemCode(error: unknown): string {
  return fetchError.safeParse(error).data?.code ?? 'unknown'
}

function isConnecting(error: unknown): boolean {
  const { code = '', syscall, errors = [] } = fetchError.safeParse(error).data ?? {}
  const certificate = code.includes('_CERT')
  if (CONNECTING.test(code) || certificate || syscall === 'connect' || syscall === 'getaddrinfo') return true
  return errors.length > 0 && errors.every((one) => one.syscall === 'connect')
}
