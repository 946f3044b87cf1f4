import type { ErrorCode } from '../errors.ts'
import type { Diagnosis } from './issuer.ts'
import type { KeySid } from './key.ts'
import type { GroupId, RequestId, State, TeamId, UserId } from './request.ts'

/** All that a log line may say: ids, our own words, and the vendors' numbers. There is no field for free text. */
export interface LogFields extends Diagnosis {
  readonly request?: RequestId
  readonly state?: State
  readonly why?: string
  readonly sid?: KeySid
  readonly user?: UserId
  readonly team?: TeamId
  readonly group?: GroupId
  /** A Slack method, such as `users.info`. */
  readonly method?: string
  /** The code of a NewkeyError, or the class of any other error. */
  readonly error?: ErrorCode | string
  /** Where an error was thrown: file and line, without its message. */
  readonly at?: string
  /** What lies behind an error, in numbers and our own words, such as `sqlite 13`. */
  readonly detail?: string
  readonly ms?: number
  readonly port?: number
  /** How many events the line stands for. */
  readonly times?: number
  /** How many rows of the database. */
  readonly rows?: number
}

/** The operator's log. `message` is a fixed sentence. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}
