import { describeError } from './errors.ts'
import type { Log, LogFields } from './log.ts'

/** Logs an error by its code and its place. Its message stays out: a library's may quote what it was given. */
export function logFault(log: Log, message: string, error: unknown, fields: LogFields): void {
  const at = error instanceof Error ? placeOf(error) : undefined
  log.error(message, { ...fields, ...describeError(error), ...(at !== undefined && { at }) })
}

/** Lines and characters of a stack that are looked at: a path is shorter than Linux's limit of 4,096 (PATH_MAX). */
const MOST_LINES = 20
const LONGEST_LINE = 5_000

/** The file and line that threw, from the part of the stack behind the message. */
function placeOf({ stack = '', message }: Error): string | undefined {
  const start = stack.indexOf(message)
  // A message that was changed after the error was made is no guide to where the trace begins.
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
