import { z } from 'zod'
import type { DirectMessages } from '../../domain/direct-messages.ts'
import type { Notices } from '../../domain/notices.ts'
import type { Card, Ended } from '../../domain/request.ts'
import { type ChannelId, isChannelId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { type Carded, card } from '../messages/card.ts'
import { ending } from '../messages/ending.ts'
import type { Message } from '../messages/message.ts'
import { type Decidable, decisionCard } from '../messages/review-card.ts'
import type { Wording } from '../messages/words.ts'
import { callSlack, type SlackClients } from './client.ts'
import type { Respond } from './response-url.ts'
import type { Reviewers } from './reviewers.ts'
import type { SlackWorkspace } from './workspace.ts'

/** Slack's id of a message in its channel. */
const TS = /^\d+\.\d+$/
/** Slack docs: chat.postMessage. An answer that names another channel doesn't say that the message stands in ours. */
const postedIn = (channel: ChannelId) =>
  z.object({
    ok: z.literal(true),
    channel: z
      .string()
      .refine(isChannelId)
      .refine((named) => named === channel),
    ts: z.string().regex(TS),
  })
/** Slack docs: chat.update. */
const updatedAt = ({ channel, ts }: Card) =>
  z.object({
    ok: z.literal(true),
    channel: z.literal(channel).optional(),
    ts: z.literal(ts).optional(),
  })

export interface SlackNotices extends Notices {
  /** Makes a card say how its key now stands. Resolves to whether Slack took it. */
  update(request: Carded, at: Card): Promise<boolean>
  /** Makes a card that asked about a key say what was decided. Resolves to whether Slack took it. */
  decided(request: Decidable, at: Card): Promise<boolean>
}

export function createNotices(deps: {
  readonly clients: SlackClients
  readonly workspace: SlackWorkspace
  readonly directMessages: DirectMessages
  readonly reviewers: Reviewers
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

  async function post(channel: ChannelId | undefined, message: Message): Promise<Card | undefined> {
    if (channel === undefined) return undefined
    const reply = await callSlack(deps.log, 'chat.postMessage', postedIn(channel), () =>
      writes.chat.postMessage({ channel, ...message, unfurl_links: false, unfurl_media: false }),
    )
    return reply.kind === 'ok' ? reply.value : undefined
  }

  async function update(at: Card, message: Message): Promise<boolean> {
    const reply = await callSlack(deps.log, 'chat.update', updatedAt(at), () =>
      writes.chat.update({ ...at, ...message }),
    )
    return reply.kind === 'ok'
  }

  return {
    reply: (request, replyTo) => deps.respond(replyTo, ending(request, deps.wording, dmUrl(request))),
    post: async (request) => {
      const channel = 'dm' in request ? request.dm : await deps.directMessages.open(request.user)
      return post(
        channel,
        request.state === 'delivered' || request.state === 'confirmed'
          ? card(request)
          : ending(request, deps.wording, undefined),
      )
    },
    ask: async (request) => {
      for await (const place of deps.reviewers(request)) {
        const asked = await post(place, decisionCard(request))
        if (asked) return asked
      }
      return undefined
    },
    update: (request, at) => update(at, card(request)),
    decided: (request, at) => update(at, decisionCard(request)),
  }
}
