import { checkName, recordableName } from '../../domain/name.ts'
import { find, isBlank, trimmed } from '../../domain/white-space.ts'
import { readFirstWord } from './first-word.ts'
import { readQuoted } from './quoted-name.ts'

/** Words between `create` and the name: "create a new key for payments-svc". */
const BETWEEN: ReadonlySet<string> = new Set(
  'a an the my our me us some another one new key keys api twilio please for to of called named'.split(' '),
)
/** Words of that list that can be names when nothing else is there. */
const ALSO_NAMES: ReadonlySet<string> = new Set(['api', 'twilio'])
/** How many such words are skipped. */
const MOST_BETWEEN = 8

/**
 * The name that somebody meant who typed a verb first, as in `create payments-svc`.
 * @param rest what follows the verb, without blanks at its ends
 * @returns undefined if there is no name in it that could be used
 */
export function meantName(rest: string): string | undefined {
  let text = rest
  for (let skipped = 0; skipped <= MOST_BETWEEN; skipped += 1) {
    const end = find(text, 0, isBlank)
    const word = text.slice(0, end)
    const quoted = readQuoted(text)
    if (quoted) return usable(quoted.name)
    const isAll = text === rest && end === text.length
    if (isAll && ALSO_NAMES.has(word.toLowerCase())) return usable(word)
    if (!BETWEEN.has(word.toLowerCase()) && readFirstWord(word) === undefined) return usable(word)
    text = trimmed(text.slice(end))
  }
  return undefined
}

const usable = (name: string): string | undefined =>
  checkName(recordableName(name), '') === undefined ? name : undefined
