import { QUOTES } from '../../domain/name.ts'

/**
 * How much of a command is read (UTF-16 code units). Slack documents no limit for a command's text, and up to 40,000
 * characters for a message (Slack docs: "chat.postMessage", Truncating content). This is four times the longest name
 * with the longest reason, and what is longer is refused before anything reads it.
 */
export const TEXT_LIMIT = 3_000

const HELP: ReadonlySet<string> = new Set(['', 'help', '-h', '--help', '?'])
/** The first words that are commands, or that somebody takes for one. In quotes, each is a name like any other. */
export const RESERVED = ['list', 'rotate', 'revoke', 'status', 'create', 'new', 'get', 'request'] as const
export type ReservedWord = (typeof RESERVED)[number]

export type CommandText =
  | { readonly kind: 'help' }
  /** A command that isn't built yet, or a word that doesn't belong here. */
  | { readonly kind: 'reserved'; readonly word: ReservedWord }
  | { readonly kind: 'too_long' }
  | { readonly kind: 'issue'; readonly name: string; readonly reason: string }

/**
 * Reads what was typed after `/newkey`: `<name> [reason…]`. What is in the name and the reason isn't judged here, and
 * nothing is unescaped: the manifest asks Slack for the text as typed (`should_escape: false`). A quote that is never
 * closed stays in the name. Each character is looked at a fixed number of times.
 */
export function readCommand(text: string): CommandText {
  if (text.length > TEXT_LIMIT) return { kind: 'too_long' }
  const typed = trimmed(text)
  const quoted = readQuoted(typed)
  if (quoted) return { kind: 'issue', ...quoted }
  const end = find(typed, 0, isBlank)
  const name = typed.slice(0, end)
  const word = name.toLowerCase()
  if (HELP.has(word)) return { kind: 'help' }
  const reserved = RESERVED.find((one) => one === word)
  if (reserved) return { kind: 'reserved', word: reserved }
  return { kind: 'issue', name, reason: trimmed(typed.slice(end)) }
}

/** A name in quotes, which end at the first closing one with a blank or nothing behind it: 'O'Brien's key' is whole. */
function readQuoted(typed: string): { readonly name: string; readonly reason: string } | undefined {
  const quotes = QUOTES.find((all) => all.includes(typed[0] ?? ' '))
  if (quotes === undefined) return undefined
  const closes = (at: number): boolean =>
    quotes.includes(typed[at] ?? ' ') && (at + 1 === typed.length || isBlank(typed, at + 1))
  const end = find(typed, 1, (_, at) => closes(at))
  if (end === typed.length) return undefined
  return { name: typed.slice(1, end), reason: trimmed(typed.slice(end + 1)) }
}

/** The first place from `start` on that `fits`, or the end. */
function find(text: string, start: number, fits: (text: string, at: number) => boolean): number {
  let at = start
  while (at < text.length && !fits(text, at)) at += 1
  return at
}

/** Without the white space around it, Unicode's too. (`trim` takes U+FEFF for white space, which can't be seen.) */
function trimmed(text: string): string {
  const start = find(text, 0, (all, at) => !isBlank(all, at))
  let end = text.length
  while (end > start && isBlank(text, end - 1)) end -= 1
  return text.slice(start, end)
}

/** Unicode's White_Space has no characters of more than one code unit. */
const isBlank = (text: string, at: number): boolean => /^\p{White_Space}$/u.test(text[at] ?? '')
