/** Stands for a character that can't be shown (Unicode: REPLACEMENT CHARACTER). */
export const UNSHOWN = '\u{FFFD}'

/**
 * Characters that a reader can't see: controls, format characters (bidi marks, zero-width ones), lone surrogates,
 * private-use and unassigned characters, line and paragraph separators, every blank but U+0020, and anything else that is
 * invisible (Unicode: Default_Ignorable_Code_Point, and the Braille pattern without dots).
 */
const UNSEEN =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/gu

/**
 * An emoji with all its parts (Unicode TS 51): a variation selector, a skin tone, joiners between emoji, or the frame of
 * a keycap. The pattern also matches unassigned code points that are reserved for emoji; they don't count.
 */
const EMOJI =
  /\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*|[0-9#*]\uFE0F\u20E3/gu
const UNASSIGNED = /\p{Cn}/u

/** Replaces every invisible character with U+FFFD. */
export const withoutUnseen = (text: string): string => text.replace(UNSEEN, UNSHOWN)

/** The same for prose, in which an emoji of several characters is left as it is. */
export const proseWithoutUnseen = (text: string): string => besideEmoji(text, withoutUnseen)

/**
 * Spells out every invisible character, as `\u{202e}`. It is for text from elsewhere that is shown to people: such text
 * can then neither hide nor change the text around it.
 */
export const spelledOut = (text: string): string =>
  besideEmoji(text, (rest) =>
    rest.replace(UNSEEN, (unseen) => `\\u{${(unseen.codePointAt(0) ?? 0).toString(16)}}`),
  )

/** Applies `change` to the text between emoji. */
function besideEmoji(text: string, change: (rest: string) => string): string {
  let done = ''
  let at = 0
  for (const { 0: emoji, index } of text.matchAll(EMOJI)) {
    if (UNASSIGNED.test(emoji)) continue
    done += change(text.slice(at, index)) + emoji
    at = index + emoji.length
  }
  return done + change(text.slice(at))
}
