import { z } from 'zod'
import { NO_ANSWER, type NoAnswer } from '../../domain/no-answer.ts'
import type { Person } from '../../domain/policy.ts'
import { isTeamId, isUserId, isWorkspaceId, type TeamId, type UserId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { callSlack, type SlackClients } from './client.ts'

const flag = z.boolean().optional()

/** Slack docs: users.info, "User object". A missing flag counts as not set; deleted accounts have few flags. */
const account = z.object({
  id: z.string().refine(isUserId),
  team_id: z.unknown().optional(),
  enterprise_user: z.unknown().optional(),
  deleted: flag,
  is_bot: flag,
  is_workflow_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_stranger: flag,
})
const answer = z.object({ user: account })
/** Slack docs: "User object", `enterprise_user`. */
const enterpriseUser = z.object({ teams: z.array(z.string()) })

/** Slackbot isn't marked as a bot. */
const SLACKBOT = 'USLACKBOT'

/**
 * Describes a person.
 * @returns why not, when Slack doesn't answer, answers about somebody else, or doesn't say which workspaces the account
 * belongs to; it doesn't throw
 */
export async function findPerson(
  deps: { readonly clients: SlackClients; readonly log: Log },
  id: UserId,
): Promise<Person | NoAnswer> {
  const method = 'users.info'
  const reply = await callSlack(deps, method, answer, () => deps.clients.reads.users.info({ user: id }))
  if (reply.kind === 'failed') return reply.why
  const { user } = reply.value
  if (user.id !== id) {
    deps.log.warn('Slack described another account than newkey asked about, so newkey refuses it', {
      method,
      user: id,
    })
    return NO_ANSWER
  }
  const workspaces = workspacesOf(user)
  if (!workspaces) {
    deps.log.warn('Slack didn’t say which workspaces an account belongs to, so newkey refuses it', {
      method,
      user: id,
    })
    return NO_ANSWER
  }
  return {
    id: user.id,
    workspaces,
    deactivated: user.deleted === true,
    bot: user.is_bot === true || user.is_workflow_bot === true || user.id === SLACKBOT,
    guest: user.is_restricted === true || user.is_ultra_restricted === true || user.is_stranger === true,
  }
}

/**
 * The workspaces that an account belongs to. On an Enterprise Grid `enterprise_user.teams` lists them, and `team_id` may be
 * missing, null, the organisation's id or that of any of its workspaces, so it counts only where there is no
 * `enterprise_user`. One that can't be read never makes `team_id` count again: that could let in somebody of another
 * workspace.
 */
function workspacesOf({
  team_id: team,
  enterprise_user: grid,
}: z.infer<typeof account>): readonly TeamId[] | undefined {
  if (grid !== undefined) return enterpriseUser.safeParse(grid).data?.teams.filter(isWorkspaceId)
  return typeof team === 'string' && isTeamId(team) ? [team].filter(isWorkspaceId) : undefined
}
