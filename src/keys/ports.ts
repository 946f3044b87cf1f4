import type { AuditLog } from '../audit/log.ts'
import type { SecretDelivery } from '../domain/delivery.ts'
import type { DirectMessages } from '../domain/direct-messages.ts'
import type { GroupMembers } from '../domain/group-members.ts'
import type { Issuer } from '../domain/issuer.ts'
import type { Instant } from '../domain/key.ts'
import type { Notices } from '../domain/notices.ts'
import type { People } from '../domain/people.ts'
import type { Limits } from '../domain/policy.ts'
import type { Registry } from '../domain/registry.ts'
import type { Searches } from '../domain/searches.ts'
import type { Workspace } from '../domain/workspace.ts'
import type { RequestId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { Refusals } from './refusals.ts'

/** What the verbs need of the world. Each takes only what it uses. */
export interface Services {
  readonly registry: Registry
  readonly searches: Searches
  readonly audit: AuditLog
  readonly issuer: Issuer
  readonly delivery: SecretDelivery
  readonly directMessages: DirectMessages
  readonly people: People
  readonly groupMembers: GroupMembers
  readonly workspace: Workspace
  readonly notices: Notices
  readonly limits: Limits
  readonly refusals: Refusals
  /** Whether newkey deletes no key unasked, and asks a person instead; `restored` where an old database is the cause. */
  readonly holdRevocations: boolean | 'restored'
  /** Whether newkey is being stopped: then no key is begun any more. */
  readonly stopping: () => boolean
  readonly log: Log
  readonly now: () => Instant
  /** What the wall clock would be had nobody set it since newkey started. */
  readonly steady: () => Instant
  /** A clock that never goes back (ms), for deadlines. */
  readonly monotonic: () => number
  /** Waits (ms). */
  readonly pause: (ms: number) => Promise<void>
  readonly newId: () => RequestId
}
