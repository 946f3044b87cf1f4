import type { Config } from '../config/config.ts'
import { createRefusals } from '../keys/refusals.ts'
import { createClients, type SlackClients } from '../slack/api/client.ts'
import { createDelivery } from '../slack/api/delivery.ts'
import { createDirectMessages } from '../slack/api/direct-messages.ts'
import { createGroupMembers } from '../slack/api/group-members.ts'
import { createNotices } from '../slack/api/notices.ts'
import { createPeople } from '../slack/api/people.ts'
import { createRespond } from '../slack/api/response-url.ts'
import { createReviewers } from '../slack/api/reviewers.ts'
import { createWorkspace, type SlackWorkspace } from '../slack/api/workspace.ts'
import type { ListenerDeps } from '../slack/interactions/listeners.ts'
import type { Wording } from '../slack/messages/words.ts'
import { createRefusals as createSampled } from '../slack/receive/log-sampler.ts'
import { createAuditLog } from '../store/audit-log.ts'
import { createClicks } from '../store/clicks.ts'
import { createLeases } from '../store/leases.ts'
import { createRegistry } from '../store/registry.ts'
import { createSearches } from '../store/searches.ts'
import type { OwnDatabase } from '../store/sqlite/open.ts'
import { createIssuer } from '../twilio/v2010/issuer.ts'
import { createLogs, type Logs } from './logs.ts'
import type { World } from './runtime.ts'

/** What is made of the settings alone: no connection is opened here, and nothing is read. */
export interface Composed {
  readonly logs: Logs
  readonly workspace: SlackWorkspace
  readonly clients: SlackClients
  /** What the listeners and jobs need, on a database that is open. */
  readonly verbs: (db: OwnDatabase) => ListenerDeps
}

/** Wires the verbs to Slack, Twilio and the database: the only place that does. @param stopping whether newkey is being stopped */
export function compose(config: Config, world: World, stopping: () => boolean): Composed {
  const { now, monotonic, pause, deadlines } = world
  const began = now() - monotonic()
  const steady = (): number => began + monotonic()
  const logs = createLogs(config.logLevel, world.logTo)
  const { log, audit: onAudit } = logs
  const clients = createClients(config.slack, deadlines?.slack, monotonic)
  const workspace = createWorkspace({ clients, log })
  const directMessages = createDirectMessages({ clients, log })
  const groupMembers = createGroupMembers({ clients, groups: config.groups, log, monotonic })
  const respond = createRespond(log, config.slack.apiUrl, deadlines?.slack)
  const wording: Wording = { groups: groupMembers.enabled, ...config.limits }
  const people = createPeople({ clients, log })
  const channel = config.auditChannel
  const asking = { channel, groups: config.groups, groupMembers, people, workspace, directMessages }
  const reviewers = createReviewers(asking)
  const notices = createNotices({ clients, workspace, directMessages, reviewers, respond, wording, log })
  const slack = { workspace, directMessages, groupMembers, people, respond, wording, notices }

  function verbs(db: OwnDatabase): ListenerDeps {
    const store = {
      now,
      steady,
      monotonic,
      owner: world.newId(),
      onAudit,
      log,
      leases: createLeases(monotonic),
    }
    const audit = createAuditLog(db, { now, onAudit })
    return {
      registry: createRegistry(db, store),
      audit,
      refusals: createRefusals({ audit, location: config.twilio, log, monotonic }),
      clicks: createClicks(db),
      sampled: createSampled({ log, monotonic }),
      searches: createSearches(db, store),
      issuer: createIssuer(config.twilio, now, deadlines?.twilio),
      delivery: createDelivery(config.slack, deadlines?.delivery),
      limits: config.limits,
      holdRevocations: db.witness.goneBack() ? 'restored' : config.holdRevocations,
      stopping,
      ...slack,
      ...{ log, now, steady, monotonic, pause, newId: world.newId },
    }
  }

  return { logs, workspace, clients, verbs }
}
