/**
 * Faults. A refusal that a person can cause isn't one.
 * - `config_invalid`: the settings or the arguments of a command can't be used
 * - `database_locked`: another process uses the database file
 * - `store_failed`: reading from or writing to the database failed
 * - `store_corrupt`: a row doesn't fit its state
 * - `chain_rewritten`: the audit log isn't as it was written, or as this process left it; nothing more is written
 * - `overtaken`: the row has changed since it was read; nothing was written
 * - `ack_lost`: Slack didn't get newkey's answer in time, and told the user that the command failed
 * - `slack_failed`: a call to Slack failed, or its answer wasn't as documented
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

/** A fault. Its message is newkey's own and holds no credential. The `cause` is never logged. */
export class NewkeyError extends Error {
  readonly code: ErrorCode
  /** The underlying error, in numbers and newkey's own words, such as `sqlite 13`. It may be logged. */
  readonly detail: string | undefined
  /** Whether it lasts until the operator acts, as a full disk does. The detail says how. */
  readonly isLasting: boolean

  constructor(
    code: ErrorCode,
    message: string,
    options?: ErrorOptions & { readonly detail?: string; readonly isLasting?: boolean },
  ) {
    super(message, options)
    this.name = 'NewkeyError'
    this.code = code
    this.detail = options?.detail
    this.isLasting = options?.isLasting === true
  }
}

/** How long a fault lasts: until something other than newkey is explained (`stopped`), until the operator acts, or not. */
export type FaultLasts = 'stopped' | 'until_fixed' | 'passing'

/** How long a fault lasts, as far as is known. Nothing known means that it may pass. */
export function howLong(fault: unknown): FaultLasts {
  if (!(fault instanceof NewkeyError)) return 'passing'
  if (fault.code === 'chain_rewritten') return 'stopped'
  return fault.isLasting ? 'until_fixed' : 'passing'
}

/** For the default branch of a switch over a closed union: the compiler proves that it is never reached. */
export function unreachable(value: never): never {
  throw new TypeError(`not a member of its union: ${typeof value}`)
}

/** What may be logged of an error: its code and detail, but never its message, which may quote anything. */
export function describeError(error: unknown): { readonly error: string; readonly detail?: string } {
  if (!(error instanceof NewkeyError)) return { error: error instanceof Error ? error.name : 'unknown' }
  return { error: error.code, ...(error.detail !== undefined && { detail: error.detail }) }
}

/**
 * Ends a message with a full stop, unless it has one or a question mark. A message of several lines isn't changed, since
 * its last line may be a command to copy.
 */
export const sentence = (message: string): string =>
  /[.?]$/.test(message) || message.includes('\n') ? message : `${message}.`
