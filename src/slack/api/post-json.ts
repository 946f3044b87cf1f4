import { sendOnce } from '../../one-request.ts'

/** What came of a post: the text of a 2xx, or why there is none, as a word for the log. */
export type Posted =
  | { readonly kind: 'taken'; readonly text: string }
  | { readonly kind: 'failed'; readonly fault: string }

/** What makes an answer unreadable, by the words of one-request.ts. */
const UNREADABLE = ['too_large', 'encoded']

/**
 * Posts JSON to Slack once. Nothing of the answer is in a fault, since it may quote what was sent.
 * @param deadlineMs for all of it, up to the last byte of the answer
 */
export async function postJson(
  url: string,
  body: object,
  deadlineMs: number,
  headers: Readonly<Record<string, string>> = {},
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
  })
  if (reply.kind !== 'answer') return { kind: 'failed', fault: faultCodeOf(reply.fault) }
  if (reply.status < 200 || reply.status > 299) return { kind: 'failed', fault: `http_${reply.status}` }
  return { kind: 'taken', text: reply.body }
}

function faultCodeOf(fault: string): string {
  if (fault === 'timeout') return fault
  return UNREADABLE.includes(fault) ? 'unreadable_answer' : 'connection_lost'
}
