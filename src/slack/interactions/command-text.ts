import { QUOTES } from '../../domain/name.ts'
import { RESERVED, type ReservedWord, TEXT_LIMIT } from '../messages/command-words.ts'

const HELP: ReadonlySet<string> = new Set(['', 'help', '-h', '--help', '?'])
/** What a command asks for. */
export type CommandText =
  | { readonly kind: 'help' }
  /** A command that isn't built yet, or a word that isn't needed. */
  | { readonly kind: 'reserved'; readonly word: ReservedWord }
  | { readonly kind: 'too_long' }
  /** `what`: the name or the sid of a key, or nothing. */
  | { readonly kind: 'revoke'; readonly what: string }
  | { readonly kind: 'issue'; readonly name: string; readonly reason: string }

/**
 * Reads what was typed after `/newkey`: `<name> [reason…]`. It doesn't check the name or the reason. It unescapes nothing,
 * since the manifest asks Slack for the text as typed (`should_escape: false`). A quotation mark that is never closed stays
 * in the name. Each character is read a fixed number of times.
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
  if (word === 'revoke') {
    const rest = trimmed(typed.slice(end))
    return { kind: 'revoke', what: readQuoted(rest)?.name ?? rest }
  }
  const reserved = RESERVED.find((one) => one === word)
  if (reserved) return { kind: 'reserved', word: reserved }
  return { kind: 'issue', name, reason: trimmed(typed.slice(end)) }
}

/** Reads a name in quotation marks. It ends at the first closing mark before a blank or the end, so 'O'Brien's key' works. */
function readQuoted(typed: string): { readonly name: string; readonly reason: string } | undefined {
  const quotes = QUOTES.find((all) => all.includes(typed[0] ?? ' '))
  if (quotes === undefined) return undefined
  const closes = (at: number): boolean =>
    quotes.includes(typed[at] ?? ' ') && (at + 1 === typed.length || isBlank(typed, at + 1))
  const end = find(typed, 1, (_, at) => closes(at))
  if (end === typed.length) return undefined
  return { name: typed.slice(1, end), reason: trimmed(typed.slice(end + 1)) }
}

/** The first position from `start` on for which `fits` is true, or the end. */
function find(text: string, start: number, fits: (text: string, at: number) => boolean): number {
  let at = start
  while (at < text.length && !fits(text, at)) at += 1
  return at
}

/** Removes Unicode white space at both ends. (`trim` would also remove U+FEFF, an invisible character that isn't white space.) */
function trimmed(text: string): string {
  const start = find(text, 0, (all, at) => !isBlank(all, at))
  let end = text.length
  while (end > start && isBlank(text, end - 1)) end -= 1
  return text.slice(start, end)
}

/** Every character with Unicode's White_Space property is one code unit. */
const isBlank = (text: string, at: number): boolean => /^\p{White_Space}$/u.test(text[at] ?? '')
