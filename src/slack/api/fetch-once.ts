import type { webApi } from '@slack/bolt'
import { sendOnce } from '../../one-request.ts'
import type { ProxyFor } from '../../proxies.ts'

type Fetch = NonNullable<webApi.WebClientOptions['fetch']>

/** The response headers that a WebClient gets. The content type isn't one: with it, the client may unpack gzip of any size. */
const PASSED_ON = ['retry-after', 'x-oauth-scopes', 'x-accepted-oauth-scopes']

/**
 * Creates what a WebClient calls in place of Node's `fetch`: one HTTP request for each call, and an answer of 1 MB at most.
 * @param deadlineMs how long one attempt may take, up to the last byte of the answer (ms)
 * @returns a function that throws an Error whose message is only the fault's code when there is no answer
 */
export function createFetch(deadlineMs: number, proxyFor?: ProxyFor): Fetch {
  return async (url, { headers = {}, body } = {}) => {
    if (body !== undefined && typeof body !== 'string') throw new TypeError('newkey uploads no files')
    const reply = await sendOnce({ method: 'POST', url: String(url), headers, body, deadlineMs, proxyFor })
    if (reply.kind !== 'answer') throw new Error(reply.fault)
    const seen = new Headers()
    for (const name of PASSED_ON) {
      const value = reply.headers[name]
      if (typeof value === 'string') seen.set(name, value)
    }
    return {
      ok: reply.status >= 200 && reply.status < 300,
      status: reply.status,
      statusText: '',
      url: String(url),
      headers: seen,
      text: async () => reply.body,
      json: async () => JSON.parse(reply.body),
      arrayBuffer: async () => new TextEncoder().encode(reply.body).buffer,
    }
  }
}
