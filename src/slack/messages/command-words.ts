import { unreachable } from '../../errors.ts'
import { refusalMessage } from './answer.ts'
import type { Message } from './message.ts'
import { code, type Words } from './rich-text.ts'

/**
 * The longest command that is read (UTF-16 code units). Slack documents no limit for a command's text, and 40,000
 * characters for a message (Slack docs: "chat.postMessage", Truncating content). This limit is four times the longest name
 * with the longest reason. A longer text is refused before anything else reads it.
 */
export const TEXT_LIMIT = 3_000

/** First words, besides `help` and `revoke`, that are commands or that people may think are. In quotes, each can be a name. */
export const RESERVED = ['list', 'rotate', 'status', 'create', 'new', 'get', 'request'] as const
export type ReservedWord = (typeof RESERVED)[number]

/** Why a command was refused that is longer than newkey reads. */
export const whyTooLong: Words = [
  `a command can have up to ${TEXT_LIMIT.toLocaleString('en-US')} characters. Type a name and, if you like, a short reason.`,
]

/** Why newkey ignored a command or press: it was one of too many within a minute. */
export const whyTooMany: Words = [
  'newkey got too many commands or button presses from you within a minute, so it ignored this one. Wait a minute, then try again.',
]

/**
 * The answer to a first word that is a command which isn't built yet, or that people may think is one.
 * @param instead what to type after `/newkey` for the key that was meant, if that is known
 */
export function notACommand(word: ReservedWord, instead: string | undefined): Message {
  switch (word) {
    case 'list':
      return notYet('newkey can’t list keys yet. ', word)
    case 'rotate':
      return notYet('newkey can’t rotate keys yet. ', word)
    case 'status':
      return notYet('newkey can’t show the status of keys yet. ', word)
    case 'create':
    case 'new':
    case 'get':
    case 'request':
      return refusalMessage('No key was created: ', nameFirst(word, instead))
    default:
      return unreachable(word)
  }
}

const nameFirst = (word: ReservedWord, instead: string | undefined): Words =>
  instead === undefined
    ? ['the name comes right after ', code('/newkey'), ', for example ', code('/newkey payments-svc'), '.']
    : ['leave out ', code(word), ' and type ', code(`/newkey ${instead}`), '.']

const notYet = (lead: string, word: ReservedWord): Message =>
  refusalMessage(lead, [
    'Nothing was created or changed. To create a key with that name, type ',
    code(`/newkey "${word}"`),
    '.',
  ])
