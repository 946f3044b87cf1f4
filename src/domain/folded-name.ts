import { SINGLE_QUOTES } from './name.ts'

const BLANKS = /\p{White_Space}+/gu

/**
 * A name as people compare names: upper and lower case are the same (`ß` and `SS` too, and both forms of a small sigma),
 * and so are the two ways to write an accent, one blank or several, and all apostrophes, which Slack's composer turns curly.
 */
export function foldedName(name: string): string {
  const plain = Array.from(name.normalize('NFC'), (one) => (SINGLE_QUOTES.includes(one) ? "'" : one)).join('')
  return plain.toUpperCase().toLowerCase().normalize('NFC').replace(BLANKS, ' ').trim()
}
