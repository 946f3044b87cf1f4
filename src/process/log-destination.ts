import { pino, stdTimeFunctions } from 'pino'
import { openStdout } from './stdout.ts'

/** Where the lines of the log are written. */
export interface LogDestination {
  /**
   * Writes one line, with its line break.
   * @param most how many bytes may wait while nobody reads; a line beyond that may be dropped
   */
  write(line: string, most: number): void
}

/**
 * How much may wait while nobody reads stdout (bytes). Lines of audit records get more room than the others. If such a
 * line is dropped all the same, its record is still in the database, and the database is what is verified.
 */
export const MOST_WAITING = 8 * 1024 * 1024
export const MOST_WAITING_AUDIT = 2 * MOST_WAITING

/** How every line begins: its level and its time. */
export const LINE = { base: null, timestamp: stdTimeFunctions.isoTime }

/** Opens stdout for the log. A reader that is stuck doesn't block newkey. A line at every log level counts dropped lines. */
export function openLogDestination(): LogDestination {
  const stdout = openStdout((times) =>
    reporter.error({ times }, 'Lines of the log were dropped while nobody read stdout'),
  )
  const reporter = pino(LINE, { write: (line) => stdout.write(line, MOST_WAITING) })
  return stdout
}
