import { QUOTES, SINGLE_QUOTES } from '../../domain/name.ts'
import { find, isBlank, trimmed } from '../../domain/white-space.ts'

/** What follows a name in quotation marks is the reason. */
export interface QuotedName {
  readonly name: string
  readonly reason: string
}

/** French puts a space inside these marks, and keyboards add it unasked. */
const SPACED = '«»‹›'

/**
 * Reads a name in quotation marks at the start of a text without blanks at its ends. The name ends at the first closing
 * mark before a blank or the end, so 'O'Brien's key' works. Marks that are doubled or tripled, as in ```code```, count once.
 * @returns undefined if no name in quotes is there, or if a mark inside leaves it unclear where the name ends
 */
export function readQuoted(text: string): QuotedName | undefined {
  const opening = text[0] ?? ' '
  const marks = QUOTES.find((all) => all.includes(opening))
  if (marks === undefined) return undefined
  const isMark = (all: string, at: number): boolean => marks.includes(all[at] ?? ' ')
  const end = find(text, 1, (_, at) => isMark(text, at) && (at + 1 === text.length || isBlank(text, at + 1)))
  if (end === text.length) return undefined
  const name = withoutMarks(text.slice(1, end), isMark)
  const has = (fits: typeof isMark): boolean => find(name, 0, fits) < name.length
  // Between words, a single quote is an apostrophe, and any other mark may be the end that somebody meant.
  if (marks !== SINGLE_QUOTES && has(isMark) && has(isBlank)) return undefined
  return { name: SPACED.includes(opening) ? trimmed(name) : name, reason: trimmed(text.slice(end + 1)) }
}

/** Removes pairs of the same kind of marks around a name. */
function withoutMarks(name: string, isMark: (all: string, at: number) => boolean): string {
  let peeled = 0
  while (2 * peeled + 2 <= name.length && isMark(name, peeled) && isMark(name, name.length - 1 - peeled))
    peeled += 1
  return name.slice(peeled, name.length - peeled)
}
