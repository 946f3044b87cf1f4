import type { AccountSid, KeySid } from '../keys/key.ts'
import type {
  ButtonRefusal,
  FailureReason,
  HoldReason,
  RevokeReason,
  UnknownReason,
} from '../keys/reasons.ts'
import type { GroupId, RequestId, State, TeamId, UserId } from '../keys/request.ts'

/**
 * What happened: a request came into a state, a button was pressed by somebody who may not, somebody couldn't be told of
 * a state for a day (`untold`), or the operator declared that records are missing (`adopted`).
 */
export type AuditEventName = State | 'button_refused' | 'untold' | 'adopted'

/** Who did it: a person, newkey itself where nobody asked, or whoever runs it from the command line. */
export interface AuditActor {
  readonly user: UserId | 'newkey' | 'operator'
  readonly team: TeamId | null
}

/** How it went: `ok`, or the reason of the state. */
export type AuditOutcome =
  | 'ok'
  | 'not_told'
  | ButtonRefusal
  | FailureReason
  | UnknownReason
  | HoldReason
  | RevokeReason

/** One event. Every field is an id, a word of ours, or what the requester typed; none can hold a secret. */
export interface AuditEvent {
  readonly event: AuditEventName
  /** Null where the event is about the log itself. */
  readonly request: RequestId | null
  readonly actor: AuditActor
  readonly account: AccountSid
  readonly name: string
  readonly sid: KeySid | null
  readonly group: GroupId | null
  /** Why the requester wants the key, in their own words. */
  readonly reason: string
  readonly outcome: AuditOutcome
}

/** An event as it stands in the log. */
export interface AuditRecord extends AuditEvent {
  /** Place in the log: 1, 2, 3, … without gaps. */
  readonly seq: number
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string
  /** SHA-256 in hexadecimal, over the previous record's hash and this record's bytes. */
  readonly hash: string
}
