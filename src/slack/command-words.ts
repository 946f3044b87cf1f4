import { unreachable } from '../errors.ts'
import { no } from './blocks/ending.ts'
import type { Message } from './blocks/message.ts'
import { bold, code, type Words } from './blocks/rich-text.ts'
import { type ReservedWord, TEXT_LIMIT } from './command-text.ts'

/** A command that is longer than newkey reads. */
export const whyTooLong: Words = [
  `a command may have up to ${TEXT_LIMIT.toLocaleString('en-US')} characters. Type a name, and a short reason if you like.`,
]

/** More commands or presses within a minute than newkey looks at. */
export const whyTooMany: Words = [
  'too many commands or presses came from you within a minute, so newkey didn’t look at this. Wait a minute, then try again.',
]

const NOT_YET = ', and no key was made or changed.'
const NAME_FIRST: Words = [
  'the name comes right after ',
  code('/newkey'),
  ', for example ',
  code('/newkey payments-svc'),
  '.',
]

const REVOKE_BY_CARD: Words = [
  'no command revokes keys so far; press ',
  bold('Revoke this key'),
  ' on the key’s card in your DM with newkey.',
]

/** What to say to a first word that is a command which isn't built yet, or that people take for one. */
export function notACommand(word: ReservedWord): Message {
  switch (word) {
    case 'list':
      return notYet(['newkey can’t list your keys so far'])
    case 'rotate':
      return notYet(['newkey can’t rotate keys so far'])
    case 'revoke':
      return no('Not yet: ', REVOKE_BY_CARD)
    case 'status':
      return notYet(['newkey can’t show how your keys stand so far'])
    case 'create':
    case 'new':
    case 'get':
    case 'request':
      return no('No key was made: ', NAME_FIRST)
    default:
      return unreachable(word)
  }
}

const notYet = (why: Words): Message => no('Not yet: ', [...why, NOT_YET])
