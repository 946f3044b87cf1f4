import type { AuditEvent } from '../audit/record.ts'
import type { TeamId, UserId } from '../ids.ts'
import type { ButtonRefusal, FailureCause, HoldCause, RevokeCause, UnknownCause } from './causes.ts'

/** What happens to requests and keys, in the audit log's words. */
export const EVENT_NAMES = [
  'received',
  'authorized',
  'intent',
  'denied',
  'failed',
  'unknown',
  /** A request was issued, and its key came into being: one record says both. */
  'created',
  'delivered',
  'confirmed',
  'held',
  /** A reviewer decided that a key stays. */
  'kept',
  'revoking',
  'revoked',
  /** A button was pressed by somebody who may not. */
  'button_refused',
  /** Somebody couldn't be told for a day how a request ended. */
  'untold',
  /** The operator declared that records are missing. */
  'adopted',
] as const
export type EventName = (typeof EVENT_NAMES)[number]

/** Who did it: a person, newkey itself where nobody asked, or whoever runs it from the command line. */
export interface EventActor {
  readonly user: UserId | 'newkey' | 'operator'
  readonly team: TeamId | null
}

/** The requester, as the one who did something. */
export const requesterOf = (request: { readonly user: UserId; readonly team: TeamId }): EventActor => ({
  user: request.user,
  team: request.team,
})

/** newkey itself, in the workspace of a request or a key. */
export const newkeyFor = (subject: { readonly team: TeamId }): EventActor => ({
  user: 'newkey',
  team: subject.team,
})

/** How it went: `ok`, or the cause of the state. */
export type Outcome =
  | 'ok'
  | 'not_told'
  | ButtonRefusal
  | FailureCause
  | UnknownCause
  | HoldCause
  | RevokeCause

/** One event, in newkey's own words. */
export interface KeyEvent extends AuditEvent {
  readonly event: EventName
  readonly actor: EventActor
  readonly outcome: Outcome
}
