const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}]/u
const IN_WORDS = /[\p{L}\p{M}\p{Nd}]/u
/** Scripts that need joiners to be written rightly, from Persian to Sinhala (Unicode, chapter 23.2). */
const JOINING =
  /[\p{scx=Arabic}\p{scx=Syriac}\p{scx=Mongolian}\p{scx=Devanagari}\p{scx=Bengali}\p{scx=Gurmukhi}\p{scx=Gujarati}\p{scx=Oriya}\p{scx=Tamil}\p{scx=Telugu}\p{scx=Kannada}\p{scx=Malayalam}\p{scx=Sinhala}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}]/u
/** Scripts that show no blanks between words, where a zero-width space says where a line may end (the same chapter). */
const UNSPACED = /[\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u
const HAN = /\p{Ideographic}/u
const MONGOLIAN = /\p{sc=Mongolian}/u
const JOINER = /[\u200C\u200D]/u
/** Variation selectors for Han letters, and for Mongolian ones with the vowel separator (chapter 23.4 and 13.5). */
const HAN_VARIANT = /[\uFE00-\uFE02\u{E0100}-\u{E01EF}]/u
const MONGOLIAN_VARIANT = /[\u180B-\u180F]/u
/** Signs above or around numbers. Unicode counts them among the format characters, although they show. */
const SHOWS = /[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}]/u

/**
 * Whether prose needs an invisible character where it stands. Each such character has to be beside a letter that it
 * belongs to, and never beside another invisible one.
 * @param before the code point before it, or '' at the start
 * @param after the code point after it, or '' at the end
 */
export function isNeeded(unseen: string, before: string, after: string): boolean {
  if (SHOWS.test(unseen)) return true
  if (UNSEEN.test(before) || UNSEEN.test(after)) return false
  if (JOINER.test(unseen)) return isWritten(before, JOINING) || isWritten(after, JOINING)
  if (unseen === '\u200B') return isWritten(before, UNSPACED) || isWritten(after, UNSPACED)
  if (HAN_VARIANT.test(unseen)) return HAN.test(before)
  return MONGOLIAN_VARIANT.test(unseen) && isWritten(before, MONGOLIAN)
}

const isWritten = (character: string, script: RegExp): boolean =>
  IN_WORDS.test(character) && script.test(character)
