import type { Log } from '../../log.ts'
import type { ProxyFor } from '../../proxies.ts'
import type { Secret } from '../../secret.ts'
import type { Message } from '../messages/message.ts'
import { postJson } from './post-json.ts'

/** How long one post may take (ms). Bolt's own `respond` has no deadline. */
const DEADLINE_MS = 3_000

/** What newkey posts where a command was typed or a button pressed (Slack docs: "Handling user interaction", response_url). */
export type Reply = Message | 'delete_original'

/**
 * Posts to a response_url, which is a credential: anybody who has it can post there.
 * @returns whether Slack accepted the post; it doesn't throw
 */
export type Respond = (responseUrl: Secret, reply: Reply, mode?: ReplyMode) => Promise<boolean>
/** How to answer somebody. */
export const modeOf = ({ replaces }: { readonly replaces: boolean }): ReplyMode =>
  replaces ? 'replace_original' : 'new_message'
/** Whether a reply is a message of its own, or takes the place of the message that stands there. */
export type ReplyMode = 'new_message' | 'replace_original'

/** @param apiUrl the address of the Web API. Only if it is on loopback may a response_url be on loopback too */
export function createRespond(
  log: Log,
  apiUrl: string,
  deadlineMs = DEADLINE_MS,
  proxyFor?: ProxyFor,
): Respond {
  const onLoopback = isLoopback(URL.parse(apiUrl)?.hostname ?? '')
  return async (responseUrl, reply, mode = 'new_message') => {
    const body =
      reply === 'delete_original'
        ? { delete_original: true }
        : { response_type: 'ephemeral', replace_original: mode === 'replace_original', ...reply }
    const url = responseUrl.reveal()
    const send = async (): Promise<string | undefined> =>
      isSafe(url, onLoopback) ? post(url, body, deadlineMs, proxyFor) : 'unsafe_address'
    let fault = await send()
    // What stands there says that newkey is at work, or has buttons that do nothing now. To replace it twice does no harm.
    if (fault && mode === 'replace_original' && fault !== 'unsafe_address') fault = await send()
    if (fault) log.warn('Slack did not accept an answer', { method: 'response_url', fault })
    return fault === undefined
  }
}

async function post(
  url: string,
  body: object,
  deadlineMs: number,
  proxyFor?: ProxyFor,
): Promise<string | undefined> {
  const posted = await postJson(url, body, deadlineMs, {}, proxyFor)
  if (posted.kind === 'failed') return posted.fault
  return /"ok"\s*:\s*false/.test(posted.text) ? 'refused' : undefined
}

/** Slack's hosts of response_urls (Slack docs: "Handling user interaction"; "GovSlack", differences in domains). */
const HOSTS: ReadonlySet<string> = new Set(['hooks.slack.com', 'hooks.slack-gov.com'])

/**
 * Accepts Slack's own hosts, over https and at the default port, and loopback if the Web API is there too. An address that
 * the parser has to correct is refused, since another parser may read it differently.
 */
function isSafe(address: string, onLoopback: boolean): boolean {
  const url = URL.parse(address)
  if (!url) return false
  if (url.username !== '' || url.password !== '' || !address.startsWith(`${url.origin}/`)) return false
  if (url.protocol === 'https:' && HOSTS.has(url.host)) return true
  return onLoopback && (url.protocol === 'https:' || url.protocol === 'http:') && isLoopback(url.hostname)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
