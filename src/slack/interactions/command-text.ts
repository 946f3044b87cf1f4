import { find, isBlank, trimmed } from '../../domain/white-space.ts'
import { unreachable } from '../../errors.ts'
import { type ReservedWord, TEXT_LIMIT } from '../messages/command-words.ts'
import { readFirstWord } from './first-word.ts'
import { meantName } from './meant-name.ts'
import { readQuoted } from './quoted-name.ts'

/** What a command asks for. */
export type CommandText =
  | { readonly kind: 'help' }
  | {
      /** A command that isn't built yet, or a word that isn't needed. */
      readonly kind: 'reserved'
      readonly word: ReservedWord
      /** What to type after `/newkey` for a key of the name that follows the word; undefined if there is none. */
      readonly instead: string | undefined
    }
  | {
      readonly kind: 'revoke'
      /** The name or SID that was typed, without quotes. It is empty if nothing was. */
      readonly what: string
    }
  | { readonly kind: 'too_long' }
  | {
      readonly kind: 'issue'
      readonly name: string
      readonly reason: string
      /** Whether the name was in quotation marks, so that it can't be the first word of a sentence. */
      readonly quoted: boolean
    }

/**
 * Reads what was typed after `/newkey`: `<name> [reason…]`. It doesn't check the name or the reason. It unescapes nothing,
 * since the manifest asks Slack for the text as typed (`should_escape: false`). Where quotation marks leave it unclear
 * which part is the name, the first word is taken with its marks, which `checkName` refuses. It takes linear time.
 */
export function readCommand(text: string): CommandText {
  if (text.length > TEXT_LIMIT) return { kind: 'too_long' }
  const typed = trimmed(text)
  if (typed === '') return { kind: 'help' }
  const quoted = readQuoted(typed)
  if (quoted) return { kind: 'issue', name: quoted.name, reason: quoted.reason, quoted: true }
  const end = find(typed, 0, isBlank)
  const name = typed.slice(0, end)
  const rest = trimmed(typed.slice(end))
  const word = readFirstWord(name)
  switch (word) {
    case undefined:
      return { kind: 'issue', name, reason: rest, quoted: false }
    case 'help':
      return { kind: 'help' }
    case 'revoke':
      return { kind: 'revoke', what: readQuoted(rest)?.name ?? rest }
    case 'list':
    case 'rotate':
    case 'status':
      return { kind: 'reserved', word, instead: undefined }
    case 'create':
    case 'new':
    case 'get':
    case 'request':
      return { kind: 'reserved', word, instead: typedFor(meantName(rest)) }
    default:
      return unreachable(word)
  }
}

/** What to type for a key of this name: the name, in quotes if it needs them. */
function typedFor(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  return [name, `"${name}"`, `'${name}'`, `«${name}»`].find((text) => {
    const read = readCommand(text)
    return read.kind === 'issue' && read.name === name && read.reason === ''
  })
}
