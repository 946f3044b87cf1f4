import type { DenialCause } from './causes.ts'
import { findOddWord, type Oddity } from './odd-word.ts'
import { holdsSid } from './sid-shape.ts'
import { proseWithoutUnseen, UNSHOWN, withoutUnseen } from './unseen.ts'

/** Characters (code points) in a name: Twilio's Keys API takes a FriendlyName of up to 64 and answers 70001 to 65. */
export const NAME_LIMIT = 64
/** Characters (code points) in a reason. */
export const REASON_LIMIT = 300

/** Every quote that may stand around a name, by the ones that close it. Slack's composer makes curly ones of straight ones. */
export const QUOTES = ['"“”„‟', "'‘’‚‛", '«»', '‹›', '`'] as const
const MIXED: ReadonlySet<Oddity> = new Set(['mixed', 'mixed_digits'])
const WHITE_SPACE = /\r\n|\p{White_Space}/gu
/** How many characters composing (NFC) may put together to one (Unicode TR 15, section 9.1). */
const MOST_COMPOSED = 4

/**
 * Makes a typed name safe to keep: every character that can't be seen becomes U+FFFD, which `checkName` refuses, and
 * what is longer than the limit (code points) is cut one past it, so that it is still too long.
 */
export function recordableName(text: string): string {
  return cut(withoutUnseen(text.slice(0, 2 * (NAME_LIMIT + 1))), NAME_LIMIT)
}

/**
 * Makes a typed reason safe to keep. It is prose: it is composed (NFC), and each line break and each wide blank becomes
 * a plain blank. What can't be seen is marked, and what is too long is cut, as in a name.
 */
export function recordableReason(text: string): string {
  const enough = text.slice(0, 2 * MOST_COMPOSED * (REASON_LIMIT + 1))
  return cut(proseWithoutUnseen(enough.normalize('NFC').replace(WHITE_SPACE, ' ').trim()), REASON_LIMIT)
}

/**
 * Checks the name and the reason of a request, both as they were made recordable.
 * @returns the first rule that is broken, or undefined when both may be used exactly as they are.
 */
export function checkName(name: string, reason: string): DenialCause | undefined {
  if (name.trim() === '') return 'name_missing'
  if (isUnclosed(name)) return 'name_unclosed_quote'
  if (isLonger(name, NAME_LIMIT)) return 'name_too_long'
  const odd = findOddWord(name)
  if (odd) return MIXED.has(odd.oddity) ? 'name_mixed_scripts' : 'name_characters'
  if (name !== name.trim()) return 'name_characters'
  if (holdsSid(name)) return 'name_like_sid'
  if (isLonger(reason, REASON_LIMIT)) return 'reason_too_long'
  if (reason.includes(UNSHOWN) || reason !== recordableReason(reason)) return 'reason_characters'
  return undefined
}

/** Whether the name begins with a quote that nothing closes: in the command its first word was taken for the name. */
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
