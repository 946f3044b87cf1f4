import { findLoneSign, findOddSign } from './odd-signs.ts'
import { WRITINGS, type Writing } from './scripts.ts'
import { UNSHOWN, withoutUnseen } from './unseen.ts'

/** A word of a name that can't be used, and why. */
export type OddWord =
  | {
      readonly oddity:
        | /** It holds an invisible character. */ 'unseen'
        | /** The parts of a letter, such as its accent, are typed as separate characters. */ 'apart'
        | /** It begins with a mark that belongs above or below a letter, or holds too many in a row. */ 'marks'
        | /** It mixes letters of several scripts. */ 'mixed'
        | /** It mixes digits of several sets, or digits of one script with letters of another. */ 'mixed_digits'
      readonly word: string
    }
  | {
      /** It holds a sign such as an emoji, a letter that looks like another, or a letter of a rarely used script. */
      readonly oddity: 'sign'
      readonly word: string
      readonly character: string
    }
  | {
      /** It holds a character that stands for others (NFKC), such as a ligature or a full-width letter. */
      readonly oddity: 'stand_in'
      readonly word: string
      readonly character: string
      /** What the character stands for. */
      readonly plain: string
    }
export type Oddity = OddWord['oddity']

/** A run of letters, marks and digits, and of signs that belong in words. The other signs in a name are ASCII and separate words. */
const WORDS = /[\p{L}\p{M}\p{Nd}〇・\u05F3\u05F4]+/gu
const ONLY_ASCII = /^[ -~]*$/
const BEGINS_WITH_MARK = /^\p{M}/u
/** Unicode TS 39, section 5.4: no more than four nonspacing marks in a row, counted in decomposed text. */
const TOO_MANY_MARKS = /[\p{Mn}\p{Me}]{5}/u
/** The same section: no nonspacing mark twice in a row, since the second is drawn over the first. */
const SAME_MARK_TWICE = /([\p{Mn}\p{Me}])\1/u
const DIGIT = /\p{Nd}/u
const DIGITS = /\p{Nd}/gu
/**
 * Sara am, in Thai and Lao. NFKC splits it, although keyboards and readers treat it as one letter, so it is the one
 * exception to the rule that NFKC must not change a name. Typed as two characters, the way NFKC writes it, it looks the
 * same: that form is refused.
 */
const SARA_AM = /[\u0E33\u0EB3]/gu
const SARA_AM_APART = /\u0E4D[\u0E48-\u0E4B]?\u0E32|\u0ECD[\u0EC8-\u0ECB]?\u0EB2/u

/**
 * Finds the first word of a name that can't be used, and why. It uses the Unicode data of the running Node.
 *
 * Each word may have one script: that is the level "Single Script" of Unicode TS 39 (section 5.2). Han, Hiragana and
 * Katakana count as one script, and so do Han and Hangul, and Han and Bopomofo. The next level would let Latin mix with
 * them inside a word. Here it doesn't: "ー", "ノ" and "丨" would look like "-", "/" and "l" in a Latin name, and a hyphen
 * is enough to write "決済-API".
 */
export function findOddWord(name: string): OddWord | undefined {
  if (ONLY_ASCII.test(name)) return undefined
  for (const word of name.split(' ')) {
    const odd = findOddCharacter(word)
    if (odd) return odd
  }
  // The parts of a letter may also be in two words.
  if (isChanged(name)) return { oddity: 'apart', word: name }
  for (const [word] of name.matchAll(WORDS)) {
    const character = findLoneSign(word)
    if (character !== undefined) return { oddity: 'sign', word, character }
    if (hasOddMarks(word)) return { oddity: 'marks', word }
    if (!isOneWriting(word))
      return { oddity: isOneWriting(word.replace(DIGITS, '')) ? 'mixed_digits' : 'mixed', word }
    if (hasSeveralZeros(word)) return { oddity: 'mixed_digits', word }
  }
  return undefined
}

/** The Unicode names of the scripts in a word that mixes several. */
export function scriptsOf(word: string): readonly string[] {
  const names = Array.from(word).flatMap((letter) => {
    const fitting = WRITINGS.filter(({ whole }) => whole.test(letter))
    // A character that belongs to every script doesn't identify one.
    return fitting.length === WRITINGS.length ? [] : (fitting[0]?.scripts[0] ?? [])
  })
  return [...new Set(names)]
}

function findOddCharacter(word: string): OddWord | undefined {
  if (word.includes(UNSHOWN) || withoutUnseen(word) !== word) return { oddity: 'unseen', word }
  if (isChanged(word) || SARA_AM_APART.test(word)) {
    const character = Array.from(word).find(isChanged)
    return character === undefined
      ? { oddity: 'apart', word }
      : { oddity: 'stand_in', word, character, plain: character.normalize('NFKC') }
  }
  const character = findOddSign(word)
  return character === undefined ? undefined : { oddity: 'sign', word, character }
}

/** Whether NFKC changes anything but sara am, which is replaced by its second half first. */
function isChanged(text: string): boolean {
  const plain = text.replace(SARA_AM, (letter) => (letter === '\u0E33' ? '\u0E32' : '\u0EB2'))
  return plain.normalize('NFKC') !== plain
}

function hasOddMarks(word: string): boolean {
  if (BEGINS_WITH_MARK.test(word)) return true
  const apart = word.normalize('NFD')
  return TOO_MANY_MARKS.test(apart) || SAME_MARK_TWICE.test(apart)
}

const isOneWriting = (word: string): boolean => WRITINGS.some(({ whole }: Writing) => whole.test(word))

function hasSeveralZeros(word: string): boolean {
  const zeros = Array.from(word.match(DIGITS) ?? [], zeroOf)
  return new Set(zeros).size > 1
}

/** The zero of the digit's set. Unicode encodes the ten digits of a set in a row, from zero (chapter 4.6). */
function zeroOf(digit: string): number {
  const point = digit.codePointAt(0) ?? 0
  let first = point
  while (first > 0 && DIGIT.test(String.fromCodePoint(first - 1))) first -= 1
  return point - ((point - first) % 10)
}
