/**
 * Scripts in widespread everyday use (Unicode UAX 31, table 5, "Recommended Scripts"). Specialist, historic and rarely
 * used scripts are left out: many of their letters look like Latin ones, some are invisible, and few readers would notice.
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
  /** Matches text whose characters all belong to these scripts, or to every script, as digits do. */
  readonly whole: RegExp
}

const writing = (scripts: readonly string[]): Writing => ({
  scripts,
  whole: new RegExp(
    `^[${scripts.map((name) => `\\p{scx=${name}}`).join('')}\\p{scx=Common}\\p{scx=Inherited}]*$`,
    'u',
  ),
})

/** Every script or combination of scripts that one word may have. */
export const WRITINGS: readonly Writing[] = [...SCRIPTS.map((name) => [name]), ...TOGETHER].map(writing)

/** Whether a character belongs to a script that a name may have, or to no particular script. */
export const isOfKnownScript = (character: string): boolean =>
  WRITINGS.some(({ whole }) => whole.test(character))
