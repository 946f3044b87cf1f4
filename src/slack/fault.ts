import { NewkeyError, toldOf } from '../errors.ts'
import type { Log, LogFields } from '../keys/log.ts'
import type { Message } from './blocks/message.ts'
import { bold, prose } from './blocks/rich-text.ts'

/** For a command that met a fault of our own: what the records say isn't known. It promises only what recovery keeps. */
export const commandFault = fault(
  'If a key was made, don’t use it: newkey will delete or report it, and tell you in your DM. Try again in a minute. ',
)
/** For a click that met one. */
export const clickFault = fault(
  'Try the button again in a minute. The message will then show the key’s current state. ',
)

/** Why newkey has stopped working, for a person. */
export const STOPPED =
  'Something other than newkey changed the audit log, so newkey has stopped making keys. Trying again won’t help: tell whoever runs newkey.'

/** What a person reads of a fault; `otherwise` unless newkey has stopped for good. */
export function wordOf(error: unknown, otherwise: Message): Message {
  if (!(error instanceof NewkeyError) || error.code !== 'chain_rewritten') return otherwise
  const next = ' If you were shown a secret just now, don’t use it.'
  return { text: 'newkey has stopped.', blocks: [prose([bold('newkey couldn’t finish. '), STOPPED, next])] }
}

function fault(next: string): Message {
  const lead = bold('Something went wrong, and newkey couldn’t finish. ')
  return {
    text: 'Something went wrong in newkey.',
    blocks: [prose([lead, next, 'If this keeps happening, tell whoever runs newkey.'])],
  }
}

/** Logs an error by its code and its place. Its message stays out: a library's may quote what it was given. */
export function logFault(log: Log, message: string, error: unknown, fields: LogFields): void {
  const at = error instanceof Error ? placeOf(error) : undefined
  log.error(message, { ...fields, ...toldOf(error), ...(at !== undefined && { at }) })
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
