import { z } from 'zod'
import { isTeamId, type TeamId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { callSlack, type SlackClients } from './client.ts'

/** Slack docs: auth.test. */
const identity = z.object({
  team_id: z.string().refine(isTeamId),
  url: z.url().optional().catch(undefined),
})

/** The workspace that the bot is installed in. */
export interface SlackWorkspace {
  /** The workspace's id. @returns undefined until Slack has said it; it doesn't throw */
  ourTeam(): Promise<TeamId | undefined>
  /** The workspace's address, with a slash at the end, once Slack has said it. */
  url(): string | undefined
  /** Whether Slack has said who this bot is. */
  known(): boolean
}

/** Asks Slack who this bot is, until Slack has answered. Bolt's own check of the token would end the process instead. */
export function createWorkspace(deps: { readonly clients: SlackClients; readonly log: Log }): SlackWorkspace {
  let known: z.infer<typeof identity> | undefined
  let asking: Promise<TeamId | undefined> | undefined

  async function ask(): Promise<TeamId | undefined> {
    const reply = await callSlack(deps.log, 'auth.test', identity, () => deps.clients.reads.auth.test())
    asking = undefined
    if (reply.kind === 'ok') {
      known = reply.value
      deps.log.info('Slack accepted the bot token', { team: reply.value.team_id })
    } else {
      const advice = ADVICE.has(reply.fault) ? TOKEN_WRONG : SLACK_SILENT
      deps.log.error(advice, { method: 'auth.test', fault: reply.fault })
    }
    return known?.team_id
  }

  return {
    ourTeam: async () => {
      if (known) return known.team_id
      asking ??= ask()
      return asking
    },
    url: () => known?.url,
    known: () => known !== undefined,
  }
}

/** The errors of auth.test that a new token solves. */
const ADVICE: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
])
const TOKEN_WRONG =
  'Slack refuses the token; put the bot token of the installed app in SLACK_BOT_TOKEN. Until then, newkey refuses all commands'
const SLACK_SILENT =
  'Slack didn’t say who this bot is; newkey asks again. Until then, it refuses all commands'
