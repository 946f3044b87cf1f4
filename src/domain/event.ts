import type { AuditEvent } from '../audit/record.ts'
import type { TeamId, UserId } from '../ids.ts'
import type { ButtonRefusal, FailureCause, HoldCause, RevokeCause, UnknownCause } from './causes.ts'
import type { State } from './request.ts'

/**
 * What happened: a request came into a state, a button was pressed by somebody who may not, somebody couldn't be told of
 * a state for a day (`untold`), or the operator declared that records are missing (`adopted`).
 */
export type EventName = State | 'button_refused' | 'untold' | 'adopted'

/** Who did it: a person, newkey itself where nobody asked, or whoever runs it from the command line. */
export interface EventActor {
  readonly user: UserId | 'newkey' | 'operator'
  readonly team: TeamId | null
}

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
