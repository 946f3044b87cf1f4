import { type DestinationStream, pino } from 'pino'
import type { AuditListener } from '../audit/log.ts'
import type { Checkpoint } from '../audit/verify.ts'
import type { Log, LogFields, LogLevel } from '../log.ts'
import { LINE, type LogDestination, MOST_WAITING, MOST_WAITING_AUDIT } from './log-destination.ts'

/** The only fields that are written, whatever a caller passes. */
const FIELDS = [
  'request',
  'state',
  'cause',
  'sid',
  'user',
  'team',
  'group',
  'method',
  'scope',
  'command',
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
  /** Writes a warning at every log level: a setting that weakens newkey must not be hidden by another one. */
  readonly warn: (message: string) => void
  /** Writes the line of an audit record, at every log level: the level applies only to the operator's log. */
  readonly audit: AuditListener
  /** Writes a checkpoint of the audit log. If stdout is stored elsewhere, the log can be proved against it. */
  readonly checkpoint: (checkpoint: Checkpoint) => void
}

/**
 * Creates the logs: one JSON object a line (pino). Nothing is written yet.
 * @param level of the operator's log
 */
export function createLogs(level: LogLevel, destination: LogDestination): Logs {
  const within = (most: number): DestinationStream => ({ write: (line) => destination.write(line, most) })
  const operator = pino({ ...LINE, level }, within(MOST_WAITING))
  const auditor = pino({ ...LINE, level: 'info' }, within(MOST_WAITING_AUDIT))
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

/** If a line can't be written, as on a full disk, the work that it is about must go on. */
function safely(write: () => void): void {
  try {
    write()
  } catch {
    // There is nowhere left to report it.
  }
}

function allowed(fields: LogFields = {}): Record<string, string | number> {
  const entries = FIELDS.flatMap((name): [string, string | number][] => {
    const value = fields[name]
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(entries)
}
