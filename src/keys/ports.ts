import type { AuditLog } from '../audit/log.ts'
import type { Clicks } from '../domain/clicks.ts'
import type { Clock } from '../domain/clock.ts'
import type { SecretDelivery } from '../domain/delivery.ts'
import type { Directory } from '../domain/directory.ts'
import type { Issuer } from '../domain/issuer.ts'
import type { Keys } from '../domain/keys.ts'
import type { Messages } from '../domain/messages.ts'
import type { Notices } from '../domain/notices.ts'
import type { Limits } from '../domain/policy.ts'
import type { RefusedRequests } from '../domain/refused-requests.ts'
import type { Requests } from '../domain/requests.ts'
import type { RequestId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { Refusals } from './refusals.ts'

/** The durable records. */
export interface Store {
  readonly requests: Requests
  readonly keys: Keys
  readonly messages: Messages
  readonly clicks: Clicks
  readonly refusedRequests: RefusedRequests
  readonly audit: AuditLog
}

/** What the verbs ask of Slack. */
export interface Slack {
  readonly directory: Directory
  readonly delivery: SecretDelivery
  readonly notices: Notices
}

/** The limits set by the operator, and those of the moment. */
export interface Policy {
  readonly limits: Limits
  readonly refusals: Refusals
  /** Whether newkey asks a person instead of revoking a key unasked; `restored` if the reason is an old database. */
  readonly holdRevocations: boolean | 'restored'
  /** Whether newkey is stopping. From then on, no new key is started. */
  readonly isStopping: () => boolean
}

/** What the verbs need: the first parameter of each. */
export interface Services {
  readonly store: Store
  readonly twilio: Issuer
  readonly slack: Slack
  readonly policy: Policy
  readonly clock: Clock
  readonly log: Log
  readonly newId: () => RequestId
}
