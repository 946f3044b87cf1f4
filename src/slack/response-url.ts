import type { Log } from '../keys/log.ts'
import type { Secret } from '../secret.ts'
import type { Message } from './blocks/message.ts'
import { postJson } from './post-json.ts'

/** How long one answer may take (ms): Bolt's own `respond` waits for ever. */
const DEADLINE_MS = 3_000

/** What is put where a command was typed or a button pressed (Slack docs: "Handling user interaction", response_url). */
export type Reply = Message | 'delete_original'

/** Posts to a response_url, which is a credential: who has it can write there. Resolves to whether Slack took it. */
export type Respond = (responseUrl: Secret, reply: Reply) => Promise<boolean>

export function createRespond(log: Log, deadlineMs = DEADLINE_MS): Respond {
  return async (responseUrl, reply) => {
    const body =
      reply === 'delete_original'
        ? { delete_original: true }
        : { response_type: 'ephemeral', replace_original: false, ...reply }
    const fault = await post(responseUrl.reveal(), body, deadlineMs)
    if (fault) log.warn('Slack did not take an answer', { method: 'response_url', fault })
    return fault === undefined
  }
}

async function post(url: string, body: object, deadlineMs: number): Promise<string | undefined> {
  if (!isSafe(url)) return 'unsafe_address'
  const posted = await postJson(url, body, deadlineMs)
  if (posted.kind === 'failed') return posted.fault
  return /"ok"\s*:\s*false/.test(posted.text) ? 'refused' : undefined
}

/** Only encrypted, or to this machine itself. */
function isSafe(address: string): boolean {
  const url = URL.parse(address)
  if (!url) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
