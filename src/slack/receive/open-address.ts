import { z } from 'zod'
import { type OneReply, sendOnce } from '../../one-request.ts'
import type { ProxyFor } from '../../proxies.ts'
import type { Secret } from '../../secret.ts'
import { parseJson } from './json.ts'

/** Slack's answer to the question where to connect. */
export type Address =
  /** An address for one connection. It is a credential, and is never logged. */
  | { readonly kind: 'address'; readonly url: string }
  /** `fault` is Slack's error code, http_ and the status, or a code of one-request.ts. `waitMs` is how long Slack asks to wait (ms). */
  | { readonly kind: 'failed'; readonly fault: string; readonly waitMs?: number }

/** How to ask Slack for a connection in Socket Mode. */
export interface AddressSettings {
  /** With a slash at the end, such as `https://slack.com/api/`. */
  readonly apiUrl: string
  /** The app-level token, with the scope `connections:write`. */
  readonly appToken: Secret
  /** Finds the proxy for an address; without it, every connection is direct. */
  readonly proxyFor?: ProxyFor | undefined
}

/** How long to wait if Slack doesn't say for how long, or says it in an unexpected form (ms). */
const USUAL_WAIT_MS = 30_000
/** The longest wait, whatever the header says (ms). */
const LONGEST_WAIT_MS = 600_000
const RATE_LIMITED = 'ratelimited'

const answer = z.union([
  z.object({ ok: z.literal(true), url: z.url({ protocol: /^wss?$/ }) }),
  z.object({ ok: z.literal(false), error: z.string().regex(/^[a-z_]{2,60}$/) }),
])
const seconds = z.coerce.number().positive()

/**
 * Asks Slack for the address of a new connection (Slack docs: "apps.connections.open"). It doesn't throw.
 * @param deadlineMs how long the answer may take (ms)
 */
export async function openAddress(
  { apiUrl, appToken, proxyFor }: AddressSettings,
  deadlineMs: number,
): Promise<Address> {
  const reply = await sendOnce({
    method: 'POST',
    url: `${apiUrl}apps.connections.open`,
    headers: {
      authorization: `Bearer ${appToken.reveal()}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: '',
    deadlineMs,
    proxyFor,
  })
  if (reply.kind !== 'answer') return { kind: 'failed', fault: reply.fault }
  if (reply.status === 429) return limited(reply)
  if (reply.status < 200 || reply.status > 299) return { kind: 'failed', fault: `http_${reply.status}` }
  const parsed = answer.safeParse(parseJson(reply.body)).data
  if (!parsed) return { kind: 'failed', fault: 'unreadable_answer' }
  if (!parsed.ok)
    return parsed.error === RATE_LIMITED ? limited(reply) : { kind: 'failed', fault: parsed.error }
  // Plain ws only where the Web API is spoken to in plain http, which the settings allow on loopback alone.
  if (parsed.url.startsWith('ws:') && !apiUrl.startsWith('http:'))
    return { kind: 'failed', fault: 'unencrypted_address' }
  return { kind: 'address', url: parsed.url }
}

function limited({ headers }: Extract<OneReply, { readonly kind: 'answer' }>): Address {
  const asked = seconds.safeParse(headers['retry-after']).data
  const waitMs = asked === undefined ? USUAL_WAIT_MS : Math.min(asked * 1_000, LONGEST_WAIT_MS)
  return { kind: 'failed', fault: RATE_LIMITED, waitMs }
}
