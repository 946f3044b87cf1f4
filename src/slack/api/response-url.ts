import type { Log } from '../../log.ts'
import type { Secret } from '../../secret.ts'
import type { Message } from '../messages/message.ts'
import { postJson } from './post-json.ts'

/** How long one answer may take (ms): Bolt's own `respond` waits for ever. */
const DEADLINE_MS = 3_000

/** What is put where a command was typed or a button pressed (Slack docs: "Handling user interaction", response_url). */
export type Reply = Message | 'delete_original'

/** Posts to a response_url, which is a credential: who has it can write there. Resolves to whether Slack took it. */
export type Respond = (responseUrl: Secret, reply: Reply) => Promise<boolean>

/** @param apiUrl where the Web API is: what else runs on this machine is written to only while that does too */
export function createRespond(log: Log, apiUrl: string, deadlineMs = DEADLINE_MS): Respond {
  const onLoopback = isLoopback(URL.parse(apiUrl)?.hostname ?? '')
  return async (responseUrl, reply) => {
    const body =
      reply === 'delete_original'
        ? { delete_original: true }
        : { response_type: 'ephemeral', replace_original: false, ...reply }
    const url = responseUrl.reveal()
    const fault = isSafe(url, onLoopback) ? await post(url, body, deadlineMs) : 'unsafe_address'
    if (fault) log.warn('Slack did not take an answer', { method: 'response_url', fault })
    return fault === undefined
  }
}

async function post(url: string, body: object, deadlineMs: number): Promise<string | undefined> {
  const posted = await postJson(url, body, deadlineMs)
  if (posted.kind === 'failed') return posted.fault
  return /"ok"\s*:\s*false/.test(posted.text) ? 'refused' : undefined
}

/** Slack's hosts of response_urls (Slack docs: "Handling user interaction"; "GovSlack", differences in domains). */
const HOSTS: ReadonlySet<string> = new Set(['hooks.slack.com', 'hooks.slack-gov.com'])

/**
 * Slack's own hosts, encrypted and at the usual port; and this machine itself where the Web API is on it too. An address
 * counts only as it is written, since one that a parser first has to mend may be read otherwise elsewhere.
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
