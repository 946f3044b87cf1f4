import { RESERVED, type ReservedWord } from '../messages/command-words.ts'

/** A hyphen, two of them, the dash that a phone makes of two, or a slash: people write options and commands so. */
const LEAD = /^(?:--|[-‐‑‒–—―−/])/u
const ENDS_SENTENCE = '?!.,:;…'

/** What an unquoted first word means if it isn't a name. */
export type FirstWord = 'help' | 'revoke' | ReservedWord

/**
 * Reads the first word of a command. Upper and lower case are the same, `list:` and `--list` mean `list`, and the command's
 * own name, typed a second time, asks for help.
 * @returns undefined if the word is a name
 */
export function readFirstWord(word: string): FirstWord | undefined {
  const typed = word.toLowerCase()
  if (typed === '/newkey' || typed.startsWith('/newkey-')) return 'help'
  const text = typed.replace(LEAD, '')
  const isOption = text !== typed
  const bare = withoutEnd(text)
  // A word of question marks alone, which `?` and `-?` are.
  if (bare === '' && text.includes('?')) return 'help'
  if (bare === 'help' || (isOption && bare === 'h')) return 'help'
  return bare === 'revoke' ? 'revoke' : RESERVED.find((one) => one === bare)
}

function withoutEnd(word: string): string {
  let end = word.length
  while (end > 0 && ENDS_SENTENCE.includes(word[end - 1] ?? ' ')) end -= 1
  return word.slice(0, end)
}
