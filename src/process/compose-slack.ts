import type { Checkpoint } from '../audit/verify.ts'
import type { Config } from '../config/config.ts'
import type { DirectMessages } from '../domain/direct-messages.ts'
import type { People } from '../domain/people.ts'
import type { Log } from '../log.ts'
import { createAuditChannel } from '../slack/api/audit-channel.ts'
import { createClients } from '../slack/api/client.ts'
import { createDirectMessages } from '../slack/api/direct-messages.ts'
import { createGroupMembers, type SlackGroupMembers } from '../slack/api/group-members.ts'
import { createNotices, type SlackNotices } from '../slack/api/notices.ts'
import { createPeople } from '../slack/api/people.ts'
import { createRespond } from '../slack/api/response-url.ts'
import { createReviewers } from '../slack/api/reviewers.ts'
import { createWorkspace, type SlackWorkspace } from '../slack/api/workspace.ts'
import type { Wording } from '../slack/messages/words.ts'
import type { Runtime } from './runtime.ts'

/** Everything that asks Slack something or tells it something, but for the secret's delivery. */
export interface SlackParts {
  readonly workspace: SlackWorkspace
  readonly directMessages: DirectMessages
  readonly groupMembers: SlackGroupMembers
  readonly people: People
  readonly respond: ReturnType<typeof createRespond>
  readonly wording: Wording
  readonly notices: SlackNotices
  /** Resolves to whether the audit channel took it; without a channel there is nothing to take. */
  readonly postCheckpoint: (checkpoint: Checkpoint) => Promise<boolean>
}

/** Makes Slack's part of the settings alone: nothing is asked of Slack here. */
export function composeSlack(config: Config, runtime: Runtime, log: Log): SlackParts {
  const { apiUrl } = config.slack
  const { groups, limits, auditChannel: channel } = config.policy
  const { monotonic, deadlines } = runtime
  const clients = createClients(config.slack, deadlines?.slack, monotonic)
  const workspace = createWorkspace({ clients, log })
  const directMessages = createDirectMessages({ clients, log })
  const groupMembers = createGroupMembers({ clients, groups, log, monotonic })
  const people = createPeople({ clients, log })
  const respond = createRespond(log, apiUrl, deadlines?.slack)
  const wording: Wording = { groups: groupMembers.enabled, ...limits }
  const reviewers = createReviewers({ channel, groups, groupMembers, people, workspace, directMessages })
  const notices = createNotices({ clients, workspace, directMessages, reviewers, respond, wording, log })
  const postCheckpoint = channel ? createAuditChannel({ clients, channel, log }) : async () => true
  return {
    workspace,
    directMessages,
    groupMembers,
    people,
    respond,
    wording,
    notices,
    postCheckpoint,
  }
}
