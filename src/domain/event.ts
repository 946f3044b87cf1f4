import type { AuditEvent } from '../audit/record.ts'
import type { TeamId, UserId } from '../ids.ts'
import type {
  ButtonRefusal,
  FailureCause,
  HoldCause,
  QuestionCause,
  RevokeCause,
  UnknownCause,
} from './causes.ts'

/** The events that the audit log records. */
export const EVENT_NAMES = [
  'received',
  /** The requester was asked whether they mean it. */
  'asked',
  'authorized',
  'intent',
  'denied',
  'failed',
  'unknown',
  'withdrawn',
  'expired',
  /** A key was created, and its request is issued: one record says both. */
  'created',
  'delivered',
  'confirmed',
  'held',
  /** A reviewer decided to keep a key. */
  'kept',
  'revoking',
  'revoked',
  /** Somebody pressed a button that they may not use. */
  'button_refused',
  /** For a day, newkey couldn't tell somebody how a request ended or how a key stands. */
  'untold',
  /** The operator declared that records are missing. */
  'adopted',
] as const
export type EventName = (typeof EVENT_NAMES)[number]

/** Who acted: a person, newkey itself, or the operator at the command line. */
export interface EventActor {
  readonly user: UserId | 'newkey' | 'operator'
  readonly team: TeamId | null
}

/** A person, as the actor of an event. */
export const actorOf = ({ user, team }: { readonly user: UserId; readonly team: TeamId }): EventActor => ({
  user,
  team,
})

/** newkey itself as the actor, in the workspace of a request or a key. */
export const newkeyFor = (subject: { readonly team: TeamId }): EventActor => ({
  user: 'newkey',
  team: subject.team,
})

/** The outcome in an audit record: `ok`, or the cause. */
export type Outcome =
  | 'ok'
  | 'not_told'
  | QuestionCause
  | ButtonRefusal
  | FailureCause
  | UnknownCause
  | HoldCause
  | RevokeCause

/** An audit event about a request or a key. */
export interface KeyEvent extends AuditEvent {
  readonly event: EventName
  readonly actor: EventActor
  readonly outcome: Outcome
}
