import { type OneReply, sendOnce } from '../one-request.ts'
import type { ProxyFor } from '../proxies.ts'
import type { Secret } from '../secret.ts'

/** The result of one HTTP request, by what Twilio may have received of it. */
export type TwilioReply =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly twilioRequest: string | undefined
      /** Header `Date`: the time by Twilio's clock. */
      readonly date: string | undefined
      readonly body: string
    }
  | Exclude<OneReply, { readonly kind: 'answer' }>

/** One HTTP request to Twilio. */
export interface TwilioHttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  /** Basic authentication (Twilio docs: "API requests", Authentication). */
  readonly user: string
  readonly password: Secret
  readonly form?: Readonly<Record<string, string>>
  /** How long all of it may take (ms). */
  readonly deadlineMs: number
  readonly proxyFor?: ProxyFor | undefined
}

/**
 * Sends an HTTP request to Twilio once: it isn't retried, redirects aren't followed, and the whole answer must arrive within
 * the deadline. It doesn't throw.
 */
export async function sendToTwilio(request: TwilioHttpRequest): Promise<TwilioReply> {
  const reply = await sendOnce({
    method: request.method,
    url: request.url,
    headers: {
      authorization: `Basic ${Buffer.from(`${request.user}:${request.password.reveal()}`).toString('base64')}`,
      accept: 'application/json',
      ...(request.form && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body: request.form && new URLSearchParams(request.form).toString(),
    deadlineMs: request.deadlineMs,
    proxyFor: request.proxyFor,
  })
  if (reply.kind !== 'answer') return reply
  const id = reply.headers['twilio-request-id']
  const twilioRequest = typeof id === 'string' && /^RQ[0-9a-fA-F]{32}$/.test(id) ? id : undefined
  return { kind: 'answer', status: reply.status, twilioRequest, date: reply.headers.date, body: reply.body }
}
