import { describeError } from './errors.ts'
import type { Log, LogFields } from './log.ts'

/** Logs an error by its code and the line that threw it, without its message: a library's message may quote its input. */
export function logFault(log: Log, message: string, error: unknown, fields: LogFields): void {
  const at = error instanceof Error ? placeOf(error) : undefined
  log.error(message, { ...fields, ...describeError(error), ...(at !== undefined && { at }) })
}

/** How many lines of a stack are read, and how long a line may be: Linux limits a path to 4,096 bytes (PATH_MAX). */
const MOST_LINES = 20
const LONGEST_LINE = 5_000

/** The file and line that threw, from the part of the stack after the message. */
function placeOf({ stack = '', message }: Error): string | undefined {
  const start = stack.indexOf(message)
  // The message was changed after the error was created, so nothing shows where the trace begins.
  if (start < 0) return undefined
  for (const line of stack.slice(start + message.length).split('\n', MOST_LINES)) {
    if (line.length > LONGEST_LINE) continue
    const text = line.endsWith(')') ? line.slice(0, -1) : line
    const place = text.slice(Math.max(text.lastIndexOf(' '), text.lastIndexOf('(')) + 1)
    const [column, row, file] = place.split(':').reverse()
    if (file !== undefined && isNumber(row) && isNumber(column)) return place
  }
  return undefined
}

const isNumber = (text = ''): boolean => /^\d+$/.test(text)
