import { z } from 'zod'
import type { Delivered, DeliveryPlace, SecretDelivery } from '../../domain/delivery.ts'
import { NO_ANSWER, type NoAnswer, REFUSED_FOR_GOOD } from '../../domain/no-answer.ts'
import type { ChannelId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import type { Message } from '../messages/message.ts'
import { secretMessage } from '../messages/secret-message.ts'
import { trialMessage } from '../messages/trial-message.ts'
import type { AppSetup } from './app-setup.ts'
import { neededScopes, type SlackSettings, scopesInHeader, slackErrorCode } from './client.ts'
import { type Posted, postJson } from './post-json.ts'
import { RATE_LIMITED, waitFrom } from './rate-limits.ts'

/** How long the post may take (ms). */
const DEADLINE_MS = 5_000
/** How many DMs are remembered in which Slack didn't take the last secret. */
const REMEMBERED = 1_000

/** Slack docs: chat.postEphemeral. */
const answer = z.object({
  ok: z.boolean(),
  error: slackErrorCode.optional().catch(undefined),
  needed: neededScopes,
})
const METHOD = 'chat.postEphemeral'

type Shown =
  | { readonly kind: 'shown' }
  | { readonly kind: 'not_shown'; readonly fault: string; readonly why: NoAnswer }

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
  const { setup } = deps
  const doubtful = new Set<ChannelId>()

  async function show({ dm, owner }: DeliveryPlace, message: Message): Promise<Shown> {
    const authorization = `Bearer ${settings.token.reveal()}`
    const posted = await postJson(
      `${settings.apiUrl}${METHOD}`,
      { channel: dm, user: owner, ...message },
      deadlineMs,
      { authorization },
      settings.proxyFor,
    )
    const shown = read(posted, deps)
    doubtful.delete(dm)
    if (shown.kind === 'not_shown') doubtful.add(dm)
    const [oldest] = doubtful
    if (doubtful.size > REMEMBERED && oldest !== undefined) doubtful.delete(oldest)
    return shown
  }

  return {
    deliver: async (key, secret): Promise<Delivered> => {
      const shown = await show(key, secretMessage(key, secret))
      return shown.kind === 'shown' ? shown : { kind: 'not_shown', fault: shown.fault }
    },
    check: async (place) => {
      const refusal = setup.deliveryRefusal()
      if (refusal?.cause === 'passing') return refusal
      if (refusal === undefined && !doubtful.has(place.dm)) return undefined
      const shown = await show(place, trialMessage())
      return shown.kind === 'shown' ? setup.deliveryRefusal() : shown.why
    },
  }
}

/** Anything but a readable ok counts as a failure. The answer itself is never logged, since it may quote the message. */
function read(posted: Posted, { setup, log }: { readonly setup: AppSetup; readonly log: Log }): Shown {
  const failed = (fault: string, why: NoAnswer = NO_ANSWER): Shown => ({ kind: 'not_shown', fault, why })
  const postponed = (fault: string, waitMs: number): Shown => {
    setup.postponedDelivery(waitMs)
    return failed(fault, { kind: 'no_answer', cause: 'passing', waitMs })
  }
  if (posted.kind === 'failed')
    return posted.waitMs === undefined ? failed(posted.fault) : postponed(posted.fault, posted.waitMs)
  let json: unknown
  try {
    json = JSON.parse(posted.text)
  } catch {
    return failed('unreadable_answer')
  }
  const parsed = answer.safeParse(json)
  if (!parsed.success) return failed('unreadable_answer')
  const { ok, error: fault = 'unreadable_answer', needed } = parsed.data
  const granted = scopesInHeader(posted.scopes)
  if (ok) {
    setup.accepted(log, METHOD, granted)
    return { kind: 'shown' }
  }
  if (fault === RATE_LIMITED) return postponed(fault, waitFrom(undefined))
  const isForGood = setup.refused(log, { method: METHOD, fault, needed, granted })
  return failed(fault, isForGood ? REFUSED_FOR_GOOD : NO_ANSWER)
}
