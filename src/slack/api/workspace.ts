import { z } from 'zod'
import { type NoAnswer, REFUSED_FOR_GOOD } from '../../domain/no-answer.ts'
import { isWorkspaceId, type TeamId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { callSlack, type SlackClients } from './client.ts'
import { isTokenFault } from './permanent-faults.ts'

/** Slack docs: auth.test. */
const oneWorkspace = z.object({
  team_id: z.string().refine(isWorkspaceId),
  url: z.url().optional().catch(undefined),
  is_enterprise_install: z.literal(false).nullish(),
})
/** An app that is installed for a whole organization has no workspace (Slack docs: "Organization-ready apps", auth.test). */
const wholeOrganization = z.union([
  z.object({ is_enterprise_install: z.literal(true) }),
  z.object({
    team_id: z
      .string()
      .regex(/^(E|$)/)
      .nullish(),
    enterprise_id: z.string().min(1),
  }),
])
const identity = z.union([
  wholeOrganization.transform(() => 'whole_organization' as const),
  oneWorkspace.transform(({ team_id, url }) => ({ team_id, url })),
])

/** The workspace that the bot is installed in. */
export interface SlackWorkspace {
  /** The workspace's id. @returns why not, until Slack has said it; it doesn't throw */
  ourTeam(): Promise<TeamId | NoAnswer>
  /**
   * Asks Slack who this bot is if that isn't known, or if newkey knows of something that is wrong with its app: the answer
   * may say that it has been mended. It doesn't throw.
   */
  check(): Promise<void>
  /** The workspace's address, with a slash at the end, once Slack has said it. */
  url(): string | undefined
  /** Whether Slack has said who this bot is. */
  known(): boolean
  /** Whether Slack has said that the app is installed for a whole organization, where newkey can't work. */
  isOrganizationWide(): boolean
}

/** Asks Slack who this bot is, until Slack has answered. Bolt's own check of the token would end the process instead. */
export function createWorkspace(deps: { readonly clients: SlackClients; readonly log: Log }): SlackWorkspace {
  let known: { readonly team_id: TeamId; readonly url: string | undefined } | undefined
  let isOrganizationWide = false
  let asking: Promise<TeamId | NoAnswer> | undefined

  async function ask(): Promise<TeamId | NoAnswer> {
    const reply = await callSlack(deps, 'auth.test', identity, () => deps.clients.reads.auth.test())
    asking = undefined
    if (reply.kind === 'failed') {
      const advice = adviceOn(reply)
      if (advice !== undefined) deps.log.error(advice, { method: 'auth.test', fault: reply.fault })
      return known?.team_id ?? reply.why
    }
    if (reply.value === 'whole_organization') {
      isOrganizationWide = true
      return REFUSED_FOR_GOOD
    }
    if (reply.value.team_id !== known?.team_id)
      deps.log.info('Slack accepted the bot token', { team: reply.value.team_id })
    known = reply.value
    return known.team_id
  }
  const askOnce = (): Promise<TeamId | NoAnswer> => {
    asking ??= ask()
    return asking
  }

  return {
    ourTeam: async () => known?.team_id ?? askOnce(),
    check: async () => {
      if (known === undefined || deps.clients.setup.isBroken()) await askOnce()
    },
    url: () => known?.url,
    known: () => known !== undefined,
    isOrganizationWide: () => isOrganizationWide,
  }
}

/** Why newkey ends when its app is installed for a whole organization, and what to do. */
export const ORGANIZATION_WIDE =
  'The Slack app is installed for a whole organization, and newkey works in one workspace: install the app in that workspace instead, and put its bot token in SLACK_BOT_TOKEN'
/** What the log says when Slack doesn't say who this bot is; undefined where the call itself has logged what to do. */
function adviceOn({ fault, why }: { readonly fault: string; readonly why: NoAnswer }): string | undefined {
  if (isTokenFault(fault)) return TOKEN_WRONG
  return why.cause === 'permanent' ? undefined : SLACK_SILENT
}

const TOKEN_WRONG =
  'Slack refuses the token; put the bot token of the installed app in SLACK_BOT_TOKEN. Until then, newkey refuses all commands'
const SLACK_SILENT =
  'Slack didn’t say who this bot is; newkey asks again. Until then, it refuses all commands'
