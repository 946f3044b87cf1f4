/**
 * What can go wrong that is nobody's refusal:
 * - `config_invalid`: the settings can't be used; the start stops
 * - `database_locked`: another process holds the database file
 * - `store_failed`: a durable read or write failed
 * - `store_corrupt`: a row doesn't hold what its state promises
 * - `chain_rewritten`: the audit log isn't as this process left it, or not as it was written; nothing is written any more
 * - `overtaken`: somebody else moved the request on; nothing was written
 * - `ack_lost`: Slack didn't get our answer in time, and has told the user that the command failed
 * - `slack_failed`: a call to Slack failed, or its answer was not the documented one
 */
export type ErrorCode =
  | 'config_invalid'
  | 'database_locked'
  | 'store_failed'
  | 'store_corrupt'
  | 'chain_rewritten'
  | 'overtaken'
  | 'ack_lost'
  | 'slack_failed'

/** A fault. Its message is written by us and holds no credential; `cause` is never logged. */
export class NewkeyError extends Error {
  readonly code: ErrorCode
  /** What lies behind it, in numbers and our own words, such as `sqlite 13`. */
  readonly detail: string | undefined

  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { readonly detail?: string }) {
    super(message, options)
    this.name = 'NewkeyError'
    this.code = code
    this.detail = options?.detail
  }
}

/** For the default branch of a switch over a closed union: the compiler proves it can't be reached. */
export function unreachable(value: never): never {
  throw new TypeError(`not a member of its union: ${typeof value}`)
}

/** What may be logged of an error: its code and what lies behind it, never its message, which may quote anything. */
export function describeError(error: unknown): { readonly error: string; readonly detail?: string } {
  if (!(error instanceof NewkeyError)) return { error: error instanceof Error ? error.name : 'unknown' }
  return { error: error.code, ...(error.detail !== undefined && { detail: error.detail }) }
}

/**
 * A message as a sentence. One that ends a sentence already stays as it is, and so does one of several lines: the last
 * may be a command, to which a full stop would be one character too many.
 */
export const sentence = (message: string): string =>
  /[.?]$/.test(message) || message.includes('\n') ? message : `${message}.`
