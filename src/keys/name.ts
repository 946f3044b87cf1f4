import type { DenialReason } from './reasons.ts'

/** Characters (code points) in a name: Twilio's Keys API takes a FriendlyName of up to 64 and answers 70001 to 65. */
export const NAME_LIMIT = 64
/** Characters (code points) in a reason. */
export const REASON_LIMIT = 300

/**
 * Controls, format characters (bidi marks, zero-width spaces and joiners), lone surrogates, line separators and
 * everything else that Unicode says is drawn as nothing: what can't be seen can't be checked by the reader of an audit log.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u
/** Twilio's ids: two letters and 32 hexadecimal digits. */
const LIKE_SID = /^[A-Za-z]{2}[0-9a-fA-F]{32}$/

/**
 * Checks the name and the reason of a request.
 * @returns the first rule that is broken, or undefined when both may be used exactly as they are.
 */
export function checkName(name: string, reason: string): DenialReason | undefined {
  if (name.trim() === '') return 'name_missing'
  if (unreadable(name) || name !== name.trim()) return 'name_characters'
  if ([...name].length > NAME_LIMIT) return 'name_too_long'
  if (LIKE_SID.test(name)) return 'name_like_sid'
  if (unreadable(reason)) return 'reason_characters'
  if ([...reason].length > REASON_LIMIT) return 'reason_too_long'
  return undefined
}

/** NFKC folds look-alikes such as "ﬁ" and "①": text that it changes isn't what it seems to be. */
function unreadable(text: string): boolean {
  return UNSEEN.test(text) || text.normalize('NFKC') !== text
}
