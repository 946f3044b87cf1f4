import { type DestinationStream, pino, stdTimeFunctions } from 'pino'
import type { AuditListener } from '../audit/log.ts'
import type { Checkpoint } from '../audit/verify.ts'
import type { Log, LogFields, LogLevel } from '../log.ts'
import { openStdout } from './stdout.ts'

/** The only fields that are written, whatever is handed in. */
const FIELDS = [
  'request',
  'state',
  'cause',
  'sid',
  'user',
  'team',
  'group',
  'method',
  'error',
  'at',
  'ms',
  'port',
  'rows',
  'status',
  'code',
  'twilioRequest',
  'fault',
  'detail',
  'times',
] as const satisfies ReadonlyArray<keyof LogFields>

export interface Logs {
  readonly log: Log
  /** Writes a warning at every level: what weakens newkey mustn't be hidden by asking for fewer lines. */
  readonly warn: (message: string) => void
  /** Writes the line of an audit record: at every level, since the level is for the operator's own log. */
  readonly audit: AuditListener
  /** Writes how far the audit log has come: whoever ships stdout elsewhere can prove it from there. */
  readonly checkpoint: (checkpoint: Checkpoint) => void
}

/**
 * How much may wait for somebody who reads stdout (bytes). Lines of audit records have more room than the others; a
 * record whose line is dropped all the same is in the database, which is what gets verified.
 */
const MOST_WAITING = 8 * 1024 * 1024
const MOST_WAITING_AUDIT = 2 * MOST_WAITING

/** One JSON object a line (pino), to `destination` or to stdout, which a reader who is stuck can't hold up. */
export function createLogs(level: LogLevel, destination?: DestinationStream): Logs {
  const stdout =
    destination === undefined
      ? openStdout((times) =>
          operator.error({ times }, 'Lines of the log were dropped while nobody read stdout'),
        )
      : undefined
  const within = (most: number): DestinationStream =>
    destination ?? { write: (line) => stdout?.write(line, most) }
  const options = { base: null, timestamp: stdTimeFunctions.isoTime }
  const operator = pino({ ...options, level }, within(MOST_WAITING))
  const auditor = pino({ ...options, level: 'info' }, within(MOST_WAITING_AUDIT))
  return {
    log: {
      info: (message, fields) => safely(() => operator.info(allowed(fields), message)),
      warn: (message, fields) => safely(() => operator.warn(allowed(fields), message)),
      error: (message, fields) => safely(() => operator.error(allowed(fields), message)),
    },
    warn: (message) => safely(() => auditor.warn(message)),
    audit: (record) => safely(() => auditor.info({ audit: true, ...record })),
    checkpoint: ({ seq, hash }) => safely(() => auditor.info({ checkpoint: true, seq, hash })),
  }
}

/** A line that can't be written (stdout on a full disk, say) must not stop what it speaks of. */
function safely(write: () => void): void {
  try {
    write()
  } catch {
    // There is nowhere left to say it.
  }
}

function allowed(fields: LogFields = {}): Record<string, string | number> {
  const entries = FIELDS.flatMap((name): [string, string | number][] => {
    const value = fields[name]
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(entries)
}
