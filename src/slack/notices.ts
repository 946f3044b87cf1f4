import { z } from 'zod'
import type { DirectMessages } from '../keys/direct-messages.ts'
import type { Log } from '../keys/log.ts'
import type { Notices } from '../keys/notices.ts'
import { type Card, type Ended, isChannelId } from '../keys/request.ts'
import { type Carded, card } from './blocks/card.ts'
import { ending } from './blocks/ending.ts'
import { callSlack, type SlackClients } from './client.ts'
import type { Respond } from './response-url.ts'
import type { Wording } from './words.ts'
import type { SlackWorkspace } from './workspace.ts'

/** Slack docs: chat.postMessage. */
const posted = z.object({ channel: z.string().refine(isChannelId), ts: z.string().regex(/^\d+\.\d+$/) })
/** Slack docs: chat.update. */
const updated = z.object({ ok: z.literal(true) })

export interface SlackNotices extends Notices {
  /** Makes a card say how its key now stands. Resolves to whether Slack took it. */
  update(request: Carded, at: Card): Promise<boolean>
}

export function createNotices(deps: {
  readonly clients: SlackClients
  readonly workspace: SlackWorkspace
  readonly directMessages: DirectMessages
  readonly respond: Respond
  readonly wording: Wording
  readonly log: Log
}): SlackNotices {
  const { writes } = deps.clients

  function dmUrl(request: Ended): string | undefined {
    const workspace = deps.workspace.url()
    // app_redirect and app.slack.com may open a second session, in which the ephemeral message doesn't exist.
    return 'dm' in request && workspace !== undefined
      ? new URL(`archives/${request.dm}`, workspace).href
      : undefined
  }

  return {
    reply: (request, replyTo) => deps.respond(replyTo, ending(request, deps.wording, dmUrl(request))),
    post: async (request) => {
      const channel = 'dm' in request ? request.dm : await deps.directMessages.open(request.user)
      if (channel === undefined) return undefined
      const message = request.state === 'delivered' ? card(request) : ending(request, deps.wording, undefined)
      const reply = await callSlack(deps.log, 'chat.postMessage', posted, () =>
        writes.chat.postMessage({ channel, ...message, unfurl_links: false, unfurl_media: false }),
      )
      return reply.kind === 'ok' ? reply.value : undefined
    },
    update: async (request, at) => {
      const message = card(request)
      const reply = await callSlack(deps.log, 'chat.update', updated, () =>
        writes.chat.update({ ...at, ...message }),
      )
      return reply.kind === 'ok'
    },
  }
}
