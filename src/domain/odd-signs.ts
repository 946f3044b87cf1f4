import { isOfKnownScript } from './scripts.ts'

const SIGN = /[^ -~\p{L}\p{M}\p{Nd}]/u
/**
 * Letters for phonetics, clicks, tones and old manuscripts. Inside a Latin word most of them look like ASCII: ɡ, ǃ, ʹ.
 * Whole Unicode blocks come first, then single characters of Latin Extended-A and -B and of the number forms that look
 * like a letter or a digit.
 */
const TECHNICAL =
  /[\u0250-\u02FF\u1D00-\u1DBF\u2C60-\u2C7F\u2E2F\uA700-\uA7FF\uAB30-\uAB6F\u{10780}-\u{107BF}\u{1DF00}-\u{1DFFF}ĸƄƅƖƧƨƻƼƽƾƿǀ-ǃǷȜȝȢȣȷↃↄ]/u
/** Letters of those blocks that living alphabets need, from Azerbaijani to Hausa and Akan, and that don't look like ASCII. */
const LIVING = /[əɛɔɓɖɗɲ]/u
/**
 * Marks that strike a letter out, enclose it, tie it to the next one, or are small letters themselves, by Unicode block:
 * those for Latin and Cyrillic, for musical notes, and for ancient numbers.
 */
const DISGUISE =
  /\p{Me}|[\u0334-\u0338\u035C-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F\u0483-\u0487\u2DE0-\u2DFF\uA66F-\uA67D\uA69E\uA69F\u{101FD}\u{102E0}\u{1CF00}-\u{1CF4F}\u{1D165}-\u{1D1AD}]/u

const JAPANESE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]/u
const HEBREW = /\p{sc=Hebrew}/u
const LETTER = /\p{L}/u
const ZERO = '〇'
const LEANING = /[〇ー]/gu

/** Finds the first character that a name can't have: a sign, or a letter that looks like another. */
export function findOddSign(word: string): string | undefined {
  const characters = Array.from(word)
  return characters.find((character, at) => {
    if (SIGN.test(character)) return !belongs(character, characters[at - 1], characters[at + 1])
    if (DISGUISE.test(character)) return true
    return (TECHNICAL.test(character) && !LIVING.test(character)) || !isOfKnownScript(character)
  })
}

/**
 * Finds the Han zero or the long vowel mark in a run of letters and digits that has no other letter. Without one, a reader
 * can't tell them from 0, O or a hyphen.
 */
export function findLoneSign(run: string): string | undefined {
  return LETTER.test(run.replace(LEANING, '')) ? undefined : run.match(LEANING)?.[0]
}

/** Signs that are part of words: the Han zero, the Japanese middle dot, and the Hebrew geresh and gershayim. */
function belongs(sign: string, before = ' ', after = ' '): boolean {
  switch (sign) {
    case ZERO:
      return true
    case '・':
      return isLetter(before, JAPANESE) && isLetter(after, JAPANESE)
    case '\u05F3':
    case '\u05F4':
      return isLetter(before, HEBREW) && isLetter(after, HEBREW)
    default:
      return false
  }
}

const isLetter = (character: string, script: RegExp): boolean =>
  LETTER.test(character) && script.test(character)
