import { WRITINGS, type Writing } from './scripts.ts'
import { UNSHOWN, withoutUnseen } from './unseen.ts'

/** What keeps a word of a name from being used. */
export type Oddity =
  /** It holds a character that can't be seen. */
  | 'unseen'
  /** It holds a sign that is neither ASCII nor a letter, a mark or a digit, such as an emoji. */
  | 'sign'
  /** It holds characters that stand for others (NFKC), such as a ligature or a full-width letter. */
  | 'stand_in'
  /** It begins with a mark that belongs above or below a letter, or holds too many in a row. */
  | 'marks'
  /** It mixes letters of several scripts, or digits of several sets. */
  | 'mixed'

export interface OddWord {
  readonly oddity: Oddity
  readonly word: string
}

const SIGN = /[^ -~\p{L}\p{M}\p{Nd}]/u
/** A run of letters, marks and digits. Blanks and punctuation, which are ASCII in a name, part words. */
const WORDS = /[\p{L}\p{M}\p{Nd}]+/gu
const ONLY_ASCII = /^[ -~]*$/
const BEGINS_WITH_MARK = /^\p{M}/u
/** Unicode TS 39, section 5.4: no more than four nonspacing marks in a row, counted in decomposed text. */
const TOO_MANY_MARKS = /[\p{Mn}\p{Me}]{5}/u
/** The same section: no nonspacing mark twice in a row, since the second is drawn on the first. */
const SAME_MARK_TWICE = /([\p{Mn}\p{Me}])\1/u
const DIGIT = /\p{Nd}/u
const DIGITS = /\p{Nd}/gu

/**
 * Finds the first word of a name that can't be used, and why. By Unicode's own data, as the running Node has it.
 *
 * One script a word is the level "Single Script" of Unicode TS 39 (section 5.2) for each word: Han, Hiragana and
 * Katakana count as one script, and so do Han and Hangul, and Han and Bopomofo. Latin doesn't mix with them inside a
 * word, although the next level would let it: "ー", "ノ" and "丨" would then pass for "-", "/" and "l" in a Latin
 * name, while who means "決済-API" needs no more than a hyphen.
 */
export function findOddWord(name: string): OddWord | undefined {
  if (ONLY_ASCII.test(name)) return undefined
  for (const word of name.split(' ')) {
    const oddity = oddityOf(word)
    if (oddity) return { oddity, word }
  }
  // Characters may also stand for others together, across words.
  if (name.normalize('NFKC') !== name) return { oddity: 'stand_in', word: name }
  for (const [word] of name.matchAll(WORDS)) {
    if (hasOddMarks(word)) return { oddity: 'marks', word }
    if (isMixed(word)) return { oddity: 'mixed', word }
  }
  return undefined
}

/** The scripts of a word that mixes them, by Unicode's names, each with a letter of it. */
export function scriptsOf(word: string): readonly string[] {
  const names = Array.from(word).flatMap((letter) => {
    const fitting = WRITINGS.filter(({ whole }) => whole.test(letter))
    // What fits every script says nothing of any.
    return fitting.length === WRITINGS.length ? [] : (fitting[0]?.scripts[0] ?? [])
  })
  return [...new Set(names)]
}

function oddityOf(word: string): Oddity | undefined {
  if (word.includes(UNSHOWN) || withoutUnseen(word) !== word) return 'unseen'
  if (word.normalize('NFKC') !== word) return 'stand_in'
  return SIGN.test(word) ? 'sign' : undefined
}

function hasOddMarks(word: string): boolean {
  if (BEGINS_WITH_MARK.test(word)) return true
  const apart = word.normalize('NFD')
  return TOO_MANY_MARKS.test(apart) || SAME_MARK_TWICE.test(apart)
}

function isMixed(word: string): boolean {
  const fits = ({ whole }: Writing): boolean => whole.test(word)
  if (!WRITINGS.some(fits)) return true
  const zeros = Array.from(word.match(DIGITS) ?? [], zeroOf)
  return new Set(zeros).size > 1
}

/** The zero of the digit's set. Unicode keeps the ten digits of each set in one run, from zero (chapter 4.6). */
function zeroOf(digit: string): number {
  const point = digit.codePointAt(0) ?? 0
  let first = point
  while (first > 0 && DIGIT.test(String.fromCodePoint(first - 1))) first -= 1
  return point - ((point - first) % 10)
}
