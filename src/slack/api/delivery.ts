import { z } from 'zod'
import type { Delivered, SecretDelivery } from '../../domain/delivery.ts'
import type { Log } from '../../log.ts'
import { secretMessage } from '../messages/secret-message.ts'
import type { AppSetup } from './app-setup.ts'
import { neededScopes, type SlackSettings, slackErrorCode } from './client.ts'
import { postJson } from './post-json.ts'
import { RATE_LIMITED, waitFrom } from './rate-limits.ts'

/** How long the post may take (ms). */
const DEADLINE_MS = 5_000

/** Slack docs: chat.postEphemeral. */
const answer = z.object({
  ok: z.boolean(),
  error: slackErrorCode.optional().catch(undefined),
  needed: neededScopes,
})
const METHOD = 'chat.postEphemeral'

/**
 * Posts the secret with an HTTP request of our own: one attempt, a deadline, no redirects. A library's client would repeat
 * a failed call and log what it sends, and so send or write the secret a second time.
 * @param deps.setup learns whether Slack takes such messages
 */
export function createDelivery(
  settings: SlackSettings,
  deps: { readonly setup: AppSetup; readonly log: Log },
  deadlineMs = DEADLINE_MS,
): SecretDelivery {
  return {
    deliver: async (key, secret): Promise<Delivered> => {
      const body = {
        channel: key.dm,
        user: key.owner,
        ...secretMessage(key, secret),
      }
      const authorization = `Bearer ${settings.token.reveal()}`
      const posted = await postJson(
        `${settings.apiUrl}${METHOD}`,
        body,
        deadlineMs,
        { authorization },
        settings.proxyFor,
      )
      if (posted.kind === 'taken') return read(posted.text, deps)
      if (posted.waitMs !== undefined) deps.setup.postponedDelivery(posted.waitMs)
      return { kind: 'not_shown', fault: posted.fault }
    },
  }
}

/** Anything but a readable ok counts as a failure. The answer itself is never logged, since it may quote the message. */
function read(text: string, { setup, log }: { readonly setup: AppSetup; readonly log: Log }): Delivered {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { kind: 'not_shown', fault: 'unreadable_answer' }
  }
  const parsed = answer.safeParse(json)
  if (!parsed.success) return { kind: 'not_shown', fault: 'unreadable_answer' }
  const { ok, error: fault = 'unreadable_answer', needed } = parsed.data
  if (ok) {
    setup.accepted(log, METHOD, undefined)
    return { kind: 'shown' }
  }
  if (fault === RATE_LIMITED) setup.postponedDelivery(waitFrom(undefined))
  setup.refused(log, { method: METHOD, fault, needed, granted: undefined })
  return { kind: 'not_shown', fault }
}
