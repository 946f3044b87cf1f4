import type { DenialCause } from './causes.ts'
import { findOddWord, type Oddity } from './odd-word.ts'
import { holdsSid } from './sid-shape.ts'
import { proseWithoutUnseen, UNSHOWN, withoutUnseen } from './unseen.ts'
import { trimmed } from './white-space.ts'

/** Characters (code points) in a name: Twilio's Keys API takes a FriendlyName of up to 64 and answers 70001 to 65. */
export const NAME_LIMIT = 64
/**
 * Characters in a reason: code points of the normalised text. An accented letter counts as one. An emoji of several parts
 * counts as several: what people take for one character has no longest form, so it would limit nothing.
 */
export const REASON_LIMIT = 300

/** Single quotes of every shape. Inside a word, each may be an apostrophe. */
export const SINGLE_QUOTES = "'‘’‚‛ʻʼ′＇`´"
/** The quotation marks that may enclose a name. Marks in one string close each other: Slack's composer turns straight ones curly. */
export const QUOTES = ['"“”„‟″〝〞〟＂', SINGLE_QUOTES, '«»', '‹›', '「」', '『』'] as const
const MIXED: ReadonlySet<Oddity> = new Set(['mixed', 'mixed_digits'])
const WHITE_SPACE = /\r\n|\p{White_Space}/gu
/** How many characters NFC may combine into one (Unicode TR 15, section 9.1). */
const MOST_COMPOSED = 4

/**
 * Makes a typed name safe to record. Each invisible character becomes U+FFFD, which `checkName` refuses. A name over the
 * limit is cut to one code point more than the limit, so that it is still too long.
 */
export function recordableName(text: string): string {
  return cut(withoutUnseen(text.slice(0, 2 * (NAME_LIMIT + 1))), NAME_LIMIT)
}

/**
 * Makes a typed reason safe to record. A reason is prose, so it is normalised (NFC), and each line break or other white
 * space becomes a plain blank. Invisible characters are marked, and a long text is cut, as in a name.
 */
export function recordableReason(text: string): string {
  const enough = text.slice(0, 2 * MOST_COMPOSED * (REASON_LIMIT + 1))
  return cut(proseWithoutUnseen(trimmed(enough.normalize('NFC')).replace(WHITE_SPACE, ' ')), REASON_LIMIT)
}

/**
 * Checks the name and the reason of a request, both as `recordableName` and `recordableReason` return them.
 * @returns the first rule that is broken, or undefined when both can be used exactly as they are
 */
export function checkName(name: string, reason: string): DenialCause | undefined {
  if (name.trim() === '') return 'name_missing'
  if (isUnclosed(name)) return 'name_unclosed_quote'
  if (isLonger(name, NAME_LIMIT)) return 'name_too_long'
  const odd = findOddWord(name)
  if (odd) return MIXED.has(odd.oddity) ? 'name_mixed_scripts' : 'name_characters'
  if (name !== name.trim()) return 'name_characters'
  if (holdsSid(name)) return 'name_like_sid'
  return checkReason(reason)
}

/**
 * Checks a reason as `recordableReason` returns it.
 * @returns the rule that is broken, or undefined when it can be used exactly as it is
 */
export function checkReason(reason: string): 'reason_too_long' | 'reason_characters' | undefined {
  if (isLonger(reason, REASON_LIMIT)) return 'reason_too_long'
  return reason.includes(UNSHOWN) || reason !== recordableReason(reason) ? 'reason_characters' : undefined
}

/**
 * Whether the name begins with a quotation mark but doesn't end with one. The mark is never closed, or something follows
 * its end without a blank. The command then took its first word as the name.
 */
function isUnclosed(name: string): boolean {
  const quotes = QUOTES.find((all) => all.includes(name[0] ?? ' '))
  return quotes !== undefined && (name.length === 1 || !quotes.includes(name.at(-1) ?? ' '))
}

const cut = (text: string, limit: number): string =>
  Array.from(text)
    .slice(0, limit + 1)
    .join('')

/** Whether text has more code points than `limit`. A code point has one or two code units. */
const isLonger = (text: string, limit: number): boolean =>
  text.length > limit * 2 || (text.length > limit && Array.from(text).length > limit)
