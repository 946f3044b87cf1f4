import type { Config } from '../config/config.ts'
import type { SecretDelivery } from '../domain/delivery.ts'
import type { Issuer } from '../domain/issuer.ts'
import { createRefusals } from '../keys/refusals.ts'
import { createDelivery } from '../slack/api/delivery.ts'
import type { ListenerDeps } from '../slack/interactions/listeners.ts'
import { createRefusals as createSampled } from '../slack/receive/log-sampler.ts'
import { createAuditLog } from '../store/audit-log.ts'
import { createClicks } from '../store/clicks.ts'
import { createLeases } from '../store/leases.ts'
import { createRegistry } from '../store/registry.ts'
import { createSearches } from '../store/searches.ts'
import type { OwnDatabase } from '../store/sqlite/open.ts'
import { createIssuer } from '../twilio/v2010/issuer.ts'
import { composeSlack, type SlackParts } from './compose-slack.ts'
import { createLogs, type Logs } from './logs.ts'
import type { Runtime } from './runtime.ts'

/** What is made of the settings and the runtime alone. */
export interface Composed {
  readonly config: Config
  readonly runtime: Runtime
  readonly logs: Logs
  readonly slack: SlackParts
  readonly issuer: Issuer
  readonly delivery: SecretDelivery
  /** What the wall clock would be had nobody set it since newkey started (ms). */
  readonly steady: () => number
  /** Whether newkey is being stopped: then no key is begun any more. */
  readonly stopping: () => boolean
}

/**
 * Wires newkey to Slack and Twilio: no file, socket or connection is opened here, and nothing is asked. Every way in
 * begins with it: the process, the operator's commands, and one without a server or jobs.
 */
export function compose(config: Config, runtime: Runtime, stopping: () => boolean = () => false): Composed {
  const { now, monotonic, deadlines } = runtime
  const began = now() - monotonic()
  const logs = createLogs(config.logLevel, runtime.logTo)
  return {
    config,
    runtime,
    logs,
    slack: composeSlack(config, runtime, logs.log),
    issuer: createIssuer(config.twilio, now, deadlines?.twilio),
    delivery: createDelivery(config.slack, deadlines?.delivery),
    steady: () => began + monotonic(),
    stopping,
  }
}

/** What the verbs, the listeners and the jobs need, on a database that is open. */
export function servicesOn(composed: Composed, db: OwnDatabase): ListenerDeps {
  const { config, runtime, logs, slack, issuer, delivery, steady, stopping } = composed
  const { now, monotonic, pause, newId } = runtime
  const { log, audit: onAudit } = logs
  const store = {
    now,
    steady,
    monotonic,
    owner: newId(),
    onAudit,
    log,
    leases: createLeases(monotonic),
  }
  const audit = createAuditLog(db, { now, onAudit })
  return {
    registry: createRegistry(db, store),
    searches: createSearches(db, store),
    audit,
    clicks: createClicks(db),
    refusals: createRefusals({ audit, account: config.twilio.account, log, monotonic }),
    sampled: createSampled({ log, monotonic }),
    issuer,
    delivery,
    directMessages: slack.directMessages,
    people: slack.people,
    groupMembers: slack.groupMembers,
    workspace: slack.workspace,
    notices: slack.notices,
    respond: slack.respond,
    wording: slack.wording,
    limits: config.policy.limits,
    holdRevocations: db.witness.goneBack() ? 'restored' : config.policy.holdRevocations,
    stopping,
    log,
    now,
    steady,
    monotonic,
    pause,
    newId,
  }
}
