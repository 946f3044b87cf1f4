/**
 * Scripts in widespread everyday use (Unicode UAX 31, table 5, "Recommended Scripts"). Those of specialists, of history
 * and of small communities are left out: many of their letters are drawn like Latin ones, some as nothing at all, and
 * few readers would notice.
 */
const SCRIPTS = `
  Latin Cyrillic Greek Arabic Armenian Bengali Bopomofo Devanagari Ethiopic Georgian Gujarati Gurmukhi Han Hangul
  Hebrew Hiragana Kannada Katakana Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan
`
  .trim()
  .split(/\s+/)

/** Scripts that are written together in one word: Japanese, Chinese and Korean (Unicode TS 39, section 5.1). */
const TOGETHER = [
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Bopomofo'],
  ['Han', 'Hangul'],
]

export interface Writing {
  /** Unicode's names of its scripts. */
  readonly scripts: readonly string[]
  /** Matches text that is of these scripts, or that belongs to every script, as digits do. */
  readonly whole: RegExp
}

const writing = (scripts: readonly string[]): Writing => ({
  scripts,
  whole: new RegExp(
    `^[${scripts.map((name) => `\\p{scx=${name}}`).join('')}\\p{scx=Common}\\p{scx=Inherited}]*$`,
    'u',
  ),
})

/** Every way of writing one word. */
export const WRITINGS: readonly Writing[] = [...SCRIPTS.map((name) => [name]), ...TOGETHER].map(writing)

/** Whether a character is of a script that a name may be written in, or of none in particular. */
export const isOfKnownScript = (character: string): boolean =>
  WRITINGS.some(({ whole }) => whole.test(character))
