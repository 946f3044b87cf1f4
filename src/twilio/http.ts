import { type OneReply, sendOnce } from '../one-request.ts'
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
  | Exclude<OneReply, { readonly kind: 'answer' }>

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
  })
  if (reply.kind !== 'answer') return reply
  const id = reply.headers['twilio-request-id']
  const twilioRequest = typeof id === 'string' && /^RQ[0-9a-fA-F]{32}$/.test(id) ? id : undefined
  return { kind: 'answer', status: reply.status, twilioRequest, date: reply.headers.date, body: reply.body }
}
