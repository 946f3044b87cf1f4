import type { GroupId, KeySid, RequestId, TeamId, UserId } from './ids.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Everything that a log line may contain: ids, newkey's own words and the vendors' numbers. No field takes free text. */
export interface LogFields {
  readonly request?: RequestId
  /** The state of a request or a key. */
  readonly state?: string
  readonly cause?: string
  readonly sid?: KeySid
  readonly user?: UserId
  readonly team?: TeamId
  readonly group?: GroupId
  /** A Slack method, such as `users.info`. */
  readonly method?: string
  /** Slack scopes with commas between them, such as `chat:write`. */
  readonly scope?: string
  /** A slash command. */
  readonly command?: string
  /** HTTP status. */
  readonly status?: number | undefined
  /** Twilio's error code (Twilio docs: "Error and Warning Dictionary"). */
  readonly code?: number | undefined
  /** Header `Twilio-Request-Id`. */
  readonly twilioRequest?: string | undefined
  /** The system's code for a failed connection, such as ECONNREFUSED, or a word such as `timeout` or `too_large`. */
  readonly fault?: string | undefined
  /** The code of a NewkeyError, or the class of any other error. */
  readonly error?: string
  /** Where an error was thrown: file and line, without its message. */
  readonly at?: string
  /** More about an error, in numbers and newkey's own words, such as `sqlite 13`. */
  readonly detail?: string
  readonly ms?: number
  readonly port?: number
  /** How many events the line stands for. */
  readonly times?: number
  /** How many rows of the database the line is about. */
  readonly rows?: number
}

/** The operator's log. `message` is a fixed sentence. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** A log that writes nothing, for commands that only read. */
export const SILENT_LOG: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
