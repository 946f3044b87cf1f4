import type { DenialReason } from './reasons.ts'

/** Characters (code points) in a name: Twilio's Keys API takes a FriendlyName of up to 64 and answers 70001 to 65. */
export const NAME_LIMIT = 64
/** Characters (code points) in a reason. */
export const REASON_LIMIT = 300

/**
 * Controls, format characters (bidi marks, zero-width spaces and joiners), lone surrogates, line separators and
 * everything else that Unicode says is drawn as nothing: what can't be seen can't be checked by the reader of an audit log.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu
/** Stands for a character that can't be shown (Unicode: REPLACEMENT CHARACTER). */
const UNSHOWN = '\u{FFFD}'
/** Left in a name only by a quote that was never closed, Slack's curly ones too. */
const OPEN_QUOTE = /^["“”„]/u
/** Twilio's ids: two letters and 32 hexadecimal digits. */
const LIKE_SID = /^[A-Za-z]{2}[0-9a-fA-F]{32}$/

/**
 * Makes typed text safe to keep: every character that can't be seen becomes U+FFFD, which `checkName` refuses, and
 * what is longer than `limit` (code points) is cut one past it, so that it is still too long.
 */
export function recordable(text: string, limit: number): string {
  return [...text.replace(UNSEEN, UNSHOWN)].slice(0, limit + 1).join('')
}

/**
 * Checks the name and the reason of a request, both as `recordable` made them.
 * @returns the first rule that is broken, or undefined when both may be used exactly as they are.
 */
export function checkName(name: string, reason: string): DenialReason | undefined {
  if (name.trim() === '') return 'name_missing'
  if (OPEN_QUOTE.test(name)) return 'name_unclosed_quote'
  if ([...name].length > NAME_LIMIT) return 'name_too_long'
  if (unreadable(name) || name !== name.trim()) return 'name_characters'
  if (LIKE_SID.test(name)) return 'name_like_sid'
  if ([...reason].length > REASON_LIMIT) return 'reason_too_long'
  if (unreadable(reason)) return 'reason_characters'
  return undefined
}

/** NFKC folds look-alikes such as "ﬁ" and "①": text that it changes isn't what it seems to be. */
function unreadable(text: string): boolean {
  return text.includes(UNSHOWN) || text.search(UNSEEN) >= 0 || text.normalize('NFKC') !== text
}
