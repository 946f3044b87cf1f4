import { sendOnce } from '../../one-request.ts'
import type { ProxyFor } from '../../proxies.ts'
import { waitFrom } from './rate-limits.ts'

/** The result of a post: the text of a 2xx answer, or a code for the log that says why there is none. */
export type Posted =
  /** `scopes`: the header in which Slack says which scopes the token has (Slack docs: "Scopes"). */
  | { readonly kind: 'taken'; readonly text: string; readonly scopes: unknown }
  /** `waitMs`: how long Slack asks to wait with this method (ms), if that is why. */
  | { readonly kind: 'failed'; readonly fault: string; readonly waitMs?: number }

/** The faults of one-request.ts that make an answer unreadable. */
const UNREADABLE = ['too_large', 'encoded']

/**
 * Posts JSON to Slack once. A fault contains nothing of the answer, which may quote what was sent. It doesn't throw.
 * @param deadlineMs how long it may take, up to the last byte of the answer (ms)
 */
export async function postJson(
  url: string,
  body: object,
  deadlineMs: number,
  headers: Readonly<Record<string, string>> = {},
  proxyFor?: ProxyFor,
): Promise<Posted> {
  const reply = await sendOnce({
    method: 'POST',
    url,
    headers: {
      ...headers,
      'content-type': 'application/json; charset=utf-8',
    },
    body: JSON.stringify(body),
    deadlineMs,
    proxyFor,
  })
  if (reply.kind !== 'answer') return { kind: 'failed', fault: faultCodeOf(reply.fault) }
  if (reply.status === 429)
    return { kind: 'failed', fault: 'http_429', waitMs: waitFrom(Number(reply.headers['retry-after'])) }
  if (reply.status < 200 || reply.status > 299) return { kind: 'failed', fault: `http_${reply.status}` }
  return { kind: 'taken', text: reply.body, scopes: reply.headers['x-oauth-scopes'] }
}

function faultCodeOf(fault: string): string {
  if (fault === 'timeout' || fault.startsWith('proxy_')) return fault
  return UNREADABLE.includes(fault) ? 'unreadable_answer' : 'connection_lost'
}
