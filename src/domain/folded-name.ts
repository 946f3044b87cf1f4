const BLANKS = /\p{White_Space}+/gu

/**
 * A name as people compare names: upper and lower case are the same (`ß` and `SS` too, and both forms of a small sigma),
 * and so are the two ways to write an accent, and one blank or several.
 */
export function foldedName(name: string): string {
  const folded = name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
  return folded.replace(BLANKS, ' ').trim()
}
