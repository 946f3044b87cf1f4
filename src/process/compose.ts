import type { Config } from '../config/config.ts'
import type { SecretDelivery } from '../domain/delivery.ts'
import type { Issuer } from '../domain/issuer.ts'
import { createRefusals } from '../keys/refusals.ts'
import { createDelivery } from '../slack/api/delivery.ts'
import type { ListenerServices } from '../slack/interactions/listener.ts'
import { createLogSampler } from '../slack/receive/log-sampler.ts'
import { createStore } from '../store/store.ts'
import type { OwnDatabase } from '../store/witness.ts'
import { createIssuer } from '../twilio/v2010/issuer.ts'
import { composeSlack, type SlackParts } from './compose-slack.ts'
import { createLogs, type Logs } from './logs.ts'
import type { Runtime } from './runtime.ts'

/** What needs only the settings and the runtime. */
export interface Composed {
  readonly config: Config
  readonly runtime: Runtime
  readonly logs: Logs
  readonly slack: SlackParts
  readonly issuer: Issuer
  readonly delivery: SecretDelivery
  /** Whether newkey is stopping. From then on, no new key is started. */
  readonly isStopping: () => boolean
}

/**
 * Wires newkey to Slack and Twilio, and does nothing else: it opens and writes nothing, listens to nothing, makes no call and
 * reads no clock. Every way in starts here: the process, the operator's commands, and any other without a server or jobs.
 * @param isStopping whether newkey is stopping, asked whenever a key is about to be made
 */
export function compose(config: Config, runtime: Runtime, isStopping: () => boolean = () => false): Composed {
  const { now, deadlines } = runtime
  const logs = createLogs(config.logLevel, runtime.logTo)
  const slack = composeSlack(config, runtime, logs.log)
  return {
    config,
    runtime,
    logs,
    slack,
    issuer: createIssuer(config.twilio, now, deadlines?.twilio),
    delivery: createDelivery(config.slack, { setup: slack.setup, log: logs.log }, deadlines?.delivery),
    isStopping,
  }
}

/** Composes what the verbs, the listeners and the jobs need, on an open database. */
export function servicesOn(composed: Composed, db: OwnDatabase): ListenerServices {
  const { config, runtime, logs, slack, issuer, delivery, isStopping } = composed
  const { limits, holdRevocations } = config.policy
  const { log } = logs
  const { monotonic } = runtime
  const store = createStore(db, { clock: runtime, process: runtime.newId(), onAudit: logs.audit, log })
  return {
    store,
    twilio: issuer,
    slack: { directory: slack.directory, delivery, notices: slack.notices },
    policy: {
      limits,
      refusals: createRefusals({ audit: store.audit, location: issuer.location, log, monotonic }),
      holdRevocations: db.witness.goneBack() ? 'restored' : holdRevocations,
      isStopping,
    },
    clock: runtime,
    log,
    newId: runtime.newId,
    respond: slack.respond,
    wording: slack.wording,
    samples: createLogSampler({ log, monotonic }),
    groupMembers: slack.groupMembers,
  }
}
