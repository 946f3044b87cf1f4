import { isNeeded } from './needed-signs.ts'

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
 * An emoji with all its parts (Unicode TS 51): a variation selector, a skin tone, joiners between emoji, the frame of a
 * keycap, or the tags of the flags of England, Scotland and Wales. The pattern also matches unassigned code points that are reserved for emoji; they don't count.
 */
const EMOJI =
  /\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}|\p{Extended_Pictographic}(?:\uFE0E|\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0E|\uFE0F|\p{Emoji_Modifier})?)*|[0-9#*]\uFE0F\u20E3/gu
const UNASSIGNED = /\p{Cn}/u

/** Replaces every invisible character with U+FFFD. */
export const withoutUnseen = (text: string): string => text.replace(UNSEEN, UNSHOWN)

/** The same for prose, in which the invisible characters that its scripts and emoji need are left as they are. */
export const proseWithoutUnseen = (text: string): string => besideNeeded(text, () => UNSHOWN)

/**
 * Spells out every invisible character that prose doesn't need, as `\u{202e}`. It is for text from elsewhere that is shown
 * to people: such text can then neither hide nor change the text around it.
 */
export const spelledOut = (text: string): string =>
  besideNeeded(text, (unseen) => `\\u{${(unseen.codePointAt(0) ?? 0).toString(16)}}`)

/** Replaces the invisible characters that neither an emoji nor the letters around them need. */
function besideNeeded(text: string, replace: (unseen: string) => string): string {
  let done = ''
  let at = 0
  for (const { 0: emoji, index } of text.matchAll(EMOJI)) {
    if (UNASSIGNED.test(emoji)) continue
    done += besideLetters(text.slice(at, index), replace) + emoji
    at = index + emoji.length
  }
  return done + besideLetters(text.slice(at), replace)
}

function besideLetters(text: string, replace: (unseen: string) => string): string {
  if (withoutUnseen(text) === text) return text
  return Array.from(text)
    .map((one, at, all) => {
      const isShown = withoutUnseen(one) === one
      return isShown || isNeeded(one, all[at - 1] ?? '', all[at + 1] ?? '') ? one : replace(one)
    })
    .join('')
}
