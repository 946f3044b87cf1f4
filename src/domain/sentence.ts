import { AS_COMMANDS, BEFORE_ONE_WORD, NEVER_NAMES, OPENINGS, POLITE } from './openings.ts'
import { trimmed } from './white-space.ts'

const WHITE_SPACE = /\p{White_Space}/u
const APOSTROPHES = /[‘’ʼ′´`]/gu
const AROUND = '¿¡?!.,:;…()"“”'
/** A word with a hyphen, an underscore or a digit, as the names of services have: payments-svc, checkout2. */
const LOOKS_LIKE_NAME = /[-_\d]/u

/**
 * Whether a command reads like a sentence, so that its first word is hardly meant as the name: "please give me a key". It
 * goes by the first two words. One word alone is a sentence only if it is a greeting, such as "thanks". A name in quotation
 * marks is never the start of a sentence: the caller doesn't ask about it.
 *
 * A wrong yes costs the requester one click, and a wrong no makes a key called "please". Words that name real things
 * (`test`, `build`, `issue-tracker`) are names unless what follows leaves no doubt.
 * @param name the first word of the command
 * @param reason the rest of it
 */
export function readsLikeSentence(name: string, reason: string): boolean {
  const first = plain(name)
  if (POLITE.has(first)) return true
  const rest = trimmed(reason)
  if (first === '' || rest === '') return false
  if (NEVER_NAMES.has(first)) return true
  const [next = '', more] = rest.split(WHITE_SPACE, 2)
  const second = plain(next)
  if (OPENINGS.some((opening) => opening.first.has(first) && opening.next.has(second))) return true
  if (!AS_COMMANDS.has(first)) return false
  return LOOKS_LIKE_NAME.test(second) || (more === undefined && BEFORE_ONE_WORD.has(first))
}

/** A word in lower case, with straight apostrophes and without the marks around it. */
function plain(word: string): string {
  let start = 0
  let end = word.length
  while (start < end && AROUND.includes(word[start] ?? ' ')) start += 1
  while (end > start && AROUND.includes(word[end - 1] ?? ' ')) end -= 1
  return word.slice(start, end).normalize('NFC').toLowerCase().replace(APOSTROPHES, "'")
}
