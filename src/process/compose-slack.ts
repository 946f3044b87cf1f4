import type { Checkpoint } from '../audit/verify.ts'
import type { Config } from '../config/config.ts'
import type { Directory } from '../domain/directory.ts'
import type { Notices } from '../domain/notices.ts'
import type { Log } from '../log.ts'
import type { AppSetup } from '../slack/api/app-setup.ts'
import { createAuditChannel } from '../slack/api/audit-channel.ts'
import { createClients } from '../slack/api/client.ts'
import { createDirectory } from '../slack/api/directory.ts'
import { createGroupMembers, type GroupMembers } from '../slack/api/group-members.ts'
import { createNotices } from '../slack/api/notices.ts'
import { createRespond, type Respond } from '../slack/api/response-url.ts'
import { createReviewers } from '../slack/api/reviewers.ts'
import { createWorkspace, type SlackWorkspace } from '../slack/api/workspace.ts'
import type { Wording } from '../slack/messages/wording.ts'
import type { Runtime } from './runtime.ts'

/** Everything that calls Slack, except the delivery of the secret. */
export interface SlackParts {
  readonly workspace: SlackWorkspace
  /** What newkey knows of its app. */
  readonly setup: AppSetup
  readonly groupMembers: GroupMembers
  readonly directory: Directory
  readonly respond: Respond
  readonly wording: Wording
  readonly notices: Notices
  /** Resolves to whether Slack accepted the post; true if there is no audit channel. */
  readonly postCheckpoint: (checkpoint: Checkpoint) => Promise<boolean>
}

/** Composes the parts that call Slack from the settings. No call is made here. */
export function composeSlack(config: Config, runtime: Runtime, log: Log): SlackParts {
  const { apiUrl, proxyFor } = config.slack
  const { groups, limits, auditChannel: channel, contact } = config.policy
  const { monotonic, deadlines } = runtime
  const clients = createClients(config.slack, deadlines?.slack, monotonic)
  const workspace = createWorkspace({ clients, log })
  const groupMembers = createGroupMembers({ clients, groups, log, monotonic })
  const directory = createDirectory({ clients, workspace, groupMembers, log })
  const respond = createRespond(log, apiUrl, deadlines?.slack, proxyFor)
  const wording: Wording = {
    groups: groupMembers.enabled,
    issuesPerHour: limits.issuesPerHour,
    liveKeys: limits.liveKeys,
    contact,
    refusesForGood: (what) =>
      what === 'delivery'
        ? clients.setup.deliveryRefusal()?.cause === 'permanent'
        : clients.setup.lookupsRefused(),
  }
  const reviewers = createReviewers({ channel, groups, directory })
  const notices = createNotices({
    clients,
    workspace,
    directory,
    reviewers,
    respond,
    wording,
    log,
    monotonic: runtime.monotonic,
  })
  const postCheckpoint = channel ? createAuditChannel({ clients, channel, log }) : async () => true
  return {
    workspace,
    setup: clients.setup,
    groupMembers,
    directory,
    respond,
    wording,
    notices,
    postCheckpoint,
  }
}
