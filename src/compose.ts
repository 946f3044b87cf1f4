import type { Config } from './config.ts'
import { createRefusals } from './keys/refusals.ts'
import { createLogs, type Logs } from './log.ts'
import { createClients, type SlackClients } from './slack/client.ts'
import { createDeciders } from './slack/deciders.ts'
import { createDelivery } from './slack/delivery.ts'
import { createDirectMessages } from './slack/direct-messages.ts'
import { createGroupMembers } from './slack/group-members.ts'
import type { ListenerDeps } from './slack/listeners.ts'
import { createNotices } from './slack/notices.ts'
import { createPeople } from './slack/people.ts'
import { createRefusals as createSampled } from './slack/refusals.ts'
import { createRespond } from './slack/response-url.ts'
import type { Wording } from './slack/words.ts'
import { createWorkspace, type SlackWorkspace } from './slack/workspace.ts'
import { createAuditLog } from './store/audit-log.ts'
import { createClicks } from './store/clicks.ts'
import { createLeases } from './store/leases.ts'
import type { OwnDatabase } from './store/node-sqlite.ts'
import { createRegistry } from './store/registry.ts'
import { createSearches } from './store/searches.ts'
import { createIssuer } from './twilio/issuer.ts'
import type { World } from './world.ts'

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
  const { log, audit: heard } = logs
  const clients = createClients(config.slack, deadlines?.slack, monotonic)
  const workspace = createWorkspace({ clients, log })
  const directMessages = createDirectMessages({ clients, log })
  const groupMembers = createGroupMembers({ clients, groups: config.groups, log, monotonic })
  const respond = createRespond(log, config.slack.apiUrl, deadlines?.slack)
  const wording: Wording = { groups: groupMembers.enabled, ...config.limits }
  const people = createPeople({ clients, log })
  const channel = config.auditChannel
  const asking = { channel, groups: config.groups, groupMembers, people, workspace, directMessages }
  const deciders = createDeciders(asking)
  const notices = createNotices({ clients, workspace, directMessages, deciders, respond, wording, log })
  const slack = { workspace, directMessages, groupMembers, people, respond, wording, notices }

  function verbs(db: OwnDatabase): ListenerDeps {
    const store = {
      now,
      steady,
      monotonic,
      owner: world.newId(),
      heard,
      log,
      leases: createLeases(monotonic),
    }
    const audit = createAuditLog(db, { now, heard })
    return {
      registry: createRegistry(db, store),
      audit,
      refusals: createRefusals({ audit, account: config.twilio.account, log, monotonic }),
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
