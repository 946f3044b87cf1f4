import { z } from 'zod'
import { NO_ANSWER, type NoAnswer } from '../../domain/no-answer.ts'
import type { Person } from '../../domain/policy.ts'
import { isTeamId, isUserId, type UserId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { callSlack, type SlackClients } from './client.ts'

const flag = z.boolean().optional()

/** Slack docs: users.info, "User object". A missing flag counts as not set; deleted accounts have few flags. */
const answer = z.object({
  user: z.object({
    id: z.string().refine(isUserId),
    team_id: z.string().refine(isTeamId),
    deleted: flag,
    is_bot: flag,
    is_workflow_bot: flag,
    is_restricted: flag,
    is_ultra_restricted: flag,
    is_stranger: flag,
  }),
})

/** Slackbot isn't marked as a bot. */
const SLACKBOT = 'USLACKBOT'

/** Describes a person. @returns why not, when Slack doesn't answer, or answers about somebody else; it doesn't throw */
export async function findPerson(
  deps: { readonly clients: SlackClients; readonly log: Log },
  id: UserId,
): Promise<Person | NoAnswer> {
  const reply = await callSlack(deps, 'users.info', answer, () => deps.clients.reads.users.info({ user: id }))
  if (reply.kind === 'failed') return reply.why
  if (reply.value.user.id !== id) return NO_ANSWER
  const { user } = reply.value
  return {
    id: user.id,
    team: user.team_id,
    deactivated: user.deleted === true,
    bot: user.is_bot === true || user.is_workflow_bot === true || user.id === SLACKBOT,
    guest: user.is_restricted === true || user.is_ultra_restricted === true || user.is_stranger === true,
  }
}
