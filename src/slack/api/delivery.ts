import { z } from 'zod'
import type { Delivered, SecretDelivery } from '../../domain/delivery.ts'
import { secretMessage } from '../messages/secret-message.ts'
import { type SlackSettings, slackErrorCode } from './client.ts'
import { postJson } from './post-json.ts'

/** How long the post may take (ms). */
const DEADLINE_MS = 5_000

/** Slack docs: chat.postEphemeral. */
const answer = z.object({ ok: z.boolean(), error: slackErrorCode.optional().catch(undefined) })

/**
 * Posts the secret with an HTTP request of our own: one attempt, a deadline, no redirects. A library's client would repeat
 * a failed call and log what it sends, and so send or write the secret a second time.
 */
export function createDelivery(settings: SlackSettings, deadlineMs = DEADLINE_MS): SecretDelivery {
  return {
    deliver: async (key, secret): Promise<Delivered> => {
      const body = {
        channel: key.dm,
        user: key.owner,
        ...secretMessage(key, secret),
      }
      const authorization = `Bearer ${settings.token.reveal()}`
      const posted = await postJson(
        `${settings.apiUrl}chat.postEphemeral`,
        body,
        deadlineMs,
        { authorization },
        settings.proxyFor,
      )
      return posted.kind === 'taken' ? read(posted.text) : { kind: 'not_shown', fault: posted.fault }
    },
  }
}

/** Anything but a readable ok counts as a failure. The answer itself is never logged, since it may quote the message. */
function read(text: string): Delivered {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { kind: 'not_shown', fault: 'unreadable_answer' }
  }
  const parsed = answer.safeParse(json)
  if (!parsed.success) return { kind: 'not_shown', fault: 'unreadable_answer' }
  return parsed.data.ok
    ? { kind: 'shown' }
    : { kind: 'not_shown', fault: parsed.data.error ?? 'unreadable_answer' }
}
