import type { types } from '@slack/bolt'
import type { RevocableKey } from '../../domain/key.ts'
import { NAME_LIMIT } from '../../domain/name.ts'
import { amount } from './amount.ts'
import { buttons, revokeAnswerButton, revokeButton } from './buttons.ts'
import type { Message } from './message.ts'
import { bold, code, named, prose, time, type Words } from './rich-text.ts'

/** How many keys are shown to choose from: a message has up to 50 blocks (Slack docs: "Blocks"), and each key takes two. */
const MOST_SHOWN = 20

/** Asks somebody whether to revoke their key, or which of several. */
export function revokeQuestion(keys: readonly [RevocableKey, ...RevocableKey[]]): Message {
  const [first, ...more] = keys
  if (more.length === 0) {
    const warning: Words = ['Everything that uses it stops working at once. You can’t undo this.']
    return {
      text: 'Revoke this key?',
      blocks: [
        prose([bold('Revoke '), ...describe(first), bold('?')], warning),
        buttons(revokeAnswerButton(first.sid)),
      ],
    }
  }
  const shown = keys.slice(0, MOST_SHOWN)
  const left = keys.length - shown.length
  return {
    text: 'Which key should newkey revoke?',
    blocks: [
      prose([bold('Which key should newkey revoke?')]),
      ...shown.flatMap((key): types.KnownBlock[] => [prose(describe(key)), buttons(revokeButton(key.sid))]),
      ...(left === 0 ? [] : [prose([`You have ${amount(left, 'more key')}. To revoke one, type its SID.`])]),
    ],
  }
}

/** Says that somebody has no key like that, and which they have. */
export function noSuchKey(what: string, others: readonly RevocableKey[]): Message {
  const lead = 'No key was revoked: '
  const names = [...new Set(others.map(({ name }) => name))].slice(0, MOST_SHOWN)
  const why: Words =
    what === '' || names.length === 0
      ? ['you don’t have a live key.']
      : [
          'you don’t have a live key with the name or SID ',
          named(shortened(what)),
          '. Your keys: ',
          ...list(names),
          '.',
        ]
  return { text: 'No key was revoked.', blocks: [prose([bold(lead), ...why])] }
}

/** What was typed, as far as it could be a name or a SID. */
function shortened(what: string): string {
  const typed = Array.from(what)
  return typed.length > NAME_LIMIT ? `${typed.slice(0, NAME_LIMIT).join('')}…` : what
}

const list = (names: readonly string[]): Words =>
  names.flatMap((name, index) => (index === 0 ? [named(name)] : [', ', named(name)]))

const describe = (key: RevocableKey): Words => [
  named(key.name),
  ' (',
  code(key.sid),
  ', created ',
  time(key.createdAt ?? key.recordedAt),
  ')',
]
