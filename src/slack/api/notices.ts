import { z } from 'zod'
import type { Directory } from '../../domain/directory.ts'
import { isKey, type PostedMessage, type Subject } from '../../domain/messages.ts'
import { answerOrNone } from '../../domain/no-answer.ts'
import type { Notices, ReplyTo } from '../../domain/notices.ts'
import { unreachable } from '../../errors.ts'
import { type ChannelId, isChannelId, isDmId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { answer } from '../messages/answer.ts'
import { card } from '../messages/card.ts'
import { creating } from '../messages/creating.ts'
import type { Message } from '../messages/message.ts'
import { passedOnCard, reviewCard } from '../messages/review-card.ts'
import type { Wording } from '../messages/wording.ts'
import { createAskedPlaces } from './asked-places.ts'
import { callSlack, type SlackClients } from './client.ts'
import { modeOf, type Respond } from './response-url.ts'
import type { Reviewers } from './reviewers.ts'
import type { SlackWorkspace } from './workspace.ts'

/** Slack's id of a message within its channel. */
const TS = /^\d+\.\d+$/
/** Slack docs: chat.postMessage. An answer that names another channel doesn't prove that the message is in ours. */
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
const updatedAt = ({ channel, ts }: PostedMessage) =>
  z.object({
    ok: z.literal(true),
    channel: z.literal(channel).optional(),
    ts: z.literal(ts).optional(),
  })

/** Creates the messages to people, of the words in `messages/`, sent by Slack's Web API and response_urls. */
export function createNotices(deps: {
  readonly clients: SlackClients
  readonly workspace: SlackWorkspace
  readonly directory: Directory
  readonly reviewers: Reviewers
  readonly respond: Respond
  readonly wording: Wording
  readonly log: Log
  /** A clock that never goes back (ms). */
  readonly monotonic: () => number
}): Notices {
  const { writes } = deps.clients
  const places = createAskedPlaces(deps.monotonic)

  function dmUrl(subject: Subject): string | undefined {
    const workspace = deps.workspace.url()
    // Links to app_redirect or app.slack.com may open a second session, which doesn't have the ephemeral message.
    return 'dm' in subject && workspace !== undefined
      ? new URL(`archives/${subject.dm}`, workspace).href
      : undefined
  }

  async function post(
    channel: ChannelId | undefined,
    message: Message | undefined,
  ): Promise<PostedMessage | undefined> {
    if (channel === undefined || message === undefined) return undefined
    const reply = await callSlack(
      deps,
      'chat.postMessage',
      postedIn(channel),
      () =>
        writes.chat.postMessage({
          channel,
          text: message.text,
          blocks: message.blocks,
          unfurl_links: false,
          unfurl_media: false,
        }),
      // newkey itself posts in no other channel than this one and DMs.
      !isDmId(channel),
    )
    return reply.kind === 'ok' ? { channel, ts: reply.value.ts } : undefined
  }

  async function update(at: PostedMessage, message: Message | undefined): Promise<boolean> {
    if (message === undefined) return false
    const reply = await callSlack(deps, 'chat.update', updatedAt(at), () =>
      writes.chat.update({ channel: at.channel, ts: at.ts, text: message.text, blocks: message.blocks }),
    )
    return reply.kind === 'ok'
  }

  async function postInDm(
    subject: Subject,
    message: Message | undefined,
  ): Promise<PostedMessage | undefined> {
    const dm = 'dm' in subject ? subject.dm : answerOrNone(await deps.directory.openDm(subject.user))
    return post(dm, message)
  }

  async function ask(subject: Subject, attempts: number): Promise<PostedMessage | undefined> {
    if (!isKey(subject)) return undefined
    for await (const { channel, reader } of deps.reviewers.places(subject, attempts)) {
      const asked = await post(channel, reviewCard(subject, deps.wording))
      if (asked) return { ...asked, reader }
    }
    return undefined
  }

  async function reply(subject: Subject, to: ReplyTo): Promise<boolean> {
    const place = 'dm' in subject && subject.dm === to.channel ? 'dm' : dmUrl(subject)
    const message = answer(subject, deps.wording, place)
    return message !== undefined && deps.respond(to.url, message, modeOf(to))
  }

  /** Says how a request ended in place of the question that its requester hasn't answered, if Slack still takes it there. */
  async function replyToQuestion(subject: Subject): Promise<boolean> {
    const to = isKey(subject) ? undefined : places.take(subject.id)
    return to !== undefined && reply(subject, to)
  }

  return {
    reply: async (subject, to) => {
      const isSaid = await reply(subject, to)
      if (isSaid && subject.state === 'asked') places.remember(subject.id, to)
      else if (isSaid) places.take(isKey(subject) ? subject.request : subject.id)
      return isSaid
    },
    announce: (intent, to) => deps.respond(to.url, creating(intent), modeOf(to)),
    send: async ({ subject, purpose, posted, attempts }) => {
      switch (purpose) {
        case 'ending':
          if (await replyToQuestion(subject)) return 'replied'
          return postInDm(subject, answer(subject, deps.wording, 'dm'))
        case 'question':
          return postInDm(subject, answer(subject, deps.wording, 'dm'))
        case 'card':
          if (posted === undefined) return postInDm(subject, cardOf(subject, deps.wording))
          return (await update(posted, cardOf(subject, deps.wording))) ? posted : undefined
        case 'review':
          if (posted === undefined) return ask(subject, attempts)
          return (await update(posted, reviewOf(subject, deps.wording))) ? posted : undefined
        default:
          return unreachable(purpose)
      }
    },
    update: (subject, purpose, posted) =>
      update(posted, purpose === 'card' ? cardOf(subject, deps.wording) : reviewOf(subject, deps.wording)),
    mayDecide: (key, reader) => deps.reviewers.mayDecide(key, reader),
    passedOn: async ({ key, posted }) => void (await update(posted, passedOnCard(key))),
  }
}

const cardOf = (subject: Subject, wording: Wording): Message | undefined =>
  isKey(subject) ? card(subject, wording) : undefined
const reviewOf = (subject: Subject, wording: Wording): Message | undefined =>
  isKey(subject) ? reviewCard(subject, wording) : undefined
