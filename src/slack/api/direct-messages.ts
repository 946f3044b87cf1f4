import { z } from 'zod'
import type { NoAnswer } from '../../domain/no-answer.ts'
import { type ChannelId, isDmId, type UserId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { callSlack, type SlackClients } from './client.ts'

const not = z.literal(false).optional()

/**
 * Slack docs: conversations.open, whose `return_im` asks for the whole conversation object, and "Conversation object".
 * Fields may be missing. Those that are there must fit a DM between the bot and this one person.
 */
const answer = z.object({
  channel: z.object({
    id: z.string().refine(isDmId),
    user: z.string().optional(),
    is_im: z.literal(true).optional(),
    is_mpim: not,
    is_channel: not,
    is_group: not,
    is_shared: z.boolean().optional(),
    is_ext_shared: not,
    is_org_shared: z.boolean().optional(),
    is_archived: not,
  }),
})
const answerFor = (person: UserId) =>
  answer.refine(({ channel }) => {
    // On an Enterprise Grid, DMs belong to the organisation (Slack docs: "Enterprise Grid"). Such a DM has to say whose it is.
    if (channel.is_org_shared) return channel.is_im === true && channel.user === person
    return !channel.is_shared && (channel.user === undefined || channel.user === person)
  })

/** Opens the DM with a person. @returns why not, when Slack refuses or doesn't answer; it doesn't throw */
export async function openDm(
  deps: { readonly clients: SlackClients; readonly log: Log },
  user: UserId,
): Promise<ChannelId | NoAnswer> {
  const reply = await callSlack(deps, 'conversations.open', answerFor(user), () =>
    deps.clients.writes.conversations.open({ users: user, return_im: true }),
  )
  return reply.kind === 'ok' ? reply.value.channel.id : reply.why
}
