import {
  BUTTON_REFUSALS,
  DENIAL_CAUSES,
  FAILURE_CAUSES,
  HOLD_CAUSES,
  QUESTION_CAUSES,
  REVOKE_CAUSES,
  UNKNOWN_CAUSES,
} from '../../../../src/domain/causes.ts'
import type { Key } from '../../../../src/domain/key.ts'
import type { Subject } from '../../../../src/domain/messages.ts'
import { howLong, NewkeyError } from '../../../../src/errors.ts'
import { answer, refusalMessage } from '../../../../src/slack/messages/answer.ts'
import { card } from '../../../../src/slack/messages/card.ts'
import {
  notACommand,
  RESERVED,
  whyTooLong,
  whyTooMany,
} from '../../../../src/slack/messages/command-words.ts'
import { creating } from '../../../../src/slack/messages/creating.ts'
import { whyDenied } from '../../../../src/slack/messages/denied.ts'
import { clickFault, commandFault, whyNotRecorded } from '../../../../src/slack/messages/fault.ts'
import { help } from '../../../../src/slack/messages/help.ts'
import { passedOnCard, reviewCard } from '../../../../src/slack/messages/review-card.ts'
import { noSuchKey, revokeQuestion } from '../../../../src/slack/messages/revoke-question.ts'
import { secretMessage } from '../../../../src/slack/messages/secret-message.ts'
import {
  misdirectedCommand,
  unheardButton,
  unheardCommand,
  unheardForm,
} from '../../../../src/slack/messages/unheard-words.ts'
import type { Wording } from '../../../../src/slack/messages/wording.ts'
import { GROUP, NOW } from '../../ids.ts'
import { SECRET } from '../../keys/fake-services.ts'
import { keyIn, requestIn } from '../../requests.ts'

/** Faults of newkey's, by how long they last. */
const FAULTS: ReadonlyArray<readonly [name: string, error: unknown]> = [
  ['passing', new NewkeyError('store_failed', 'the database is busy')],
  ['until it is fixed', new NewkeyError('store_failed', 'the disk is full', { isLasting: true })],
  ['stopped', new NewkeyError('chain_rewritten', 'the audit log was changed')],
  ['unknown', new TypeError('a mistake of newkey’s')],
]
/** Names that are refused, one for each kind of fault that a name can have. */
const ODD_NAMES = [
  ' a',
  'bob’s',
  'a…–',
  'a①',
  '5€',
  'cafe\u0301',
  'p\u0430y',
  '1\u0967',
  'a\u200Bb',
  '\u0301a',
]
const unconfirmed = keyIn('delivered')

/** What a request or a key can be, in every state and for every cause. */
const SUBJECTS: readonly Subject[] = [
  ...QUESTION_CAUSES.map((cause) => ({ ...requestIn('asked'), cause })),
  requestIn('withdrawn'),
  requestIn('expired'),
  ...DENIAL_CAUSES.map((cause) => ({ ...requestIn('denied'), cause })),
  ...FAILURE_CAUSES.map((cause) => ({ ...requestIn('failed'), cause })),
  ...UNKNOWN_CAUSES.map((cause) => ({ ...requestIn('unknown'), cause })),
]
const KEYS: readonly Key[] = [
  unconfirmed,
  keyIn('active'),
  { ...keyIn('active'), cause: 'orphan', isFound: true },
  ...HOLD_CAUSES.map((cause) => ({ ...keyIn('held'), cause })),
  ...REVOKE_CAUSES.flatMap((cause) => [
    { ...keyIn('revoking'), cause },
    { ...keyIn('revoked'), cause },
  ]),
]

/** Every message that people can get, with where it comes from. @param place as in `answer` */
export function everyMessage(
  wording: Wording,
  place: 'dm' | undefined,
): ReadonlyArray<readonly [string, object]> {
  const refusals = [...DENIAL_CAUSES, ...BUTTON_REFUSALS]
  const all: ReadonlyArray<readonly [string, object | undefined]> = [
    ...[...SUBJECTS, ...KEYS].map((one) => [nameOf(one), answer(one, wording, place)] as const),
    ...KEYS.map((key) => [`card ${nameOf(key)}`, card(key, wording)] as const),
    ...KEYS.map((key) => [`review ${nameOf(key)}`, reviewCard(key, wording)] as const),
    ...refusals.map((cause) => [cause, refusalMessage('No: ', whyDenied(cause, wording, NOW))] as const),
    ...refusals.map(
      (cause) => [`${cause}, whenever`, refusalMessage('No: ', whyDenied(cause, wording))] as const,
    ),
    ...ODD_NAMES.map(
      (name) => [name, refusalMessage('No: ', whyDenied('name_characters', wording, NOW, name))] as const,
    ),
    ...RESERVED.map(
      (word) => [word, notACommand(word, word === 'new' ? 'payments-svc' : undefined)] as const,
    ),
    ['passed on', passedOnCard(keyIn('held'))],
    ['creating', creating(requestIn('intent'))],
    ['secret', secretMessage(keyIn('created'), SECRET)],
    ['help', help(wording)],
    ['too long', refusalMessage('No: ', whyTooLong)],
    ['too many', refusalMessage('No: ', whyTooMany)],
    ...FAULTS.flatMap(
      ([name, error]) =>
        [
          [`command fault, ${name}`, commandFault(error, wording)],
          [`click fault, ${name}`, clickFault(error, wording)],
          [`not recorded, ${name}`, refusalMessage('No: ', whyNotRecorded(howLong(error), wording))],
        ] as const,
    ),
    ['revoke one', revokeQuestion([unconfirmed])],
    ['revoke some', revokeQuestion([unconfirmed, ...Array.from({ length: 21 }, () => unconfirmed)])],
    ['no key', noSuchKey('', [])],
    ['no such key', noSuchKey('a', [unconfirmed])],
    ['unheard command', unheardCommand('/other', ['/newkey'], wording)],
    ['misdirected command', misdirectedCommand(wording)],
    ['unheard button', refusalMessage('No: ', unheardButton(wording))],
    ['unheard form', unheardForm(wording)],
  ]
  return all.flatMap(([name, message]) => (message ? [[name, message] as const] : []))
}

/** Everything in a message that people read, piece by piece put together. */
export function readOf(message: unknown): string {
  if (Array.isArray(message)) return message.map(readOf).join('')
  if (typeof message !== 'object' || message === null) return ''
  return Object.entries(message)
    .map(([name, value]) => (name === 'text' && typeof value === 'string' ? value : readOf(value)))
    .join('')
}

const nameOf = (subject: Subject | Key): string =>
  `${subject.state} ${'cause' in subject ? (subject.cause ?? '') : ''}`.trim()

/** The settings that messages mention, with somebody to turn to. */
export const WORDING = {
  groups: () => [GROUP],
  issuesPerHour: 5,
  liveKeys: 10,
  contact: { kind: 'text', text: 'Dana in #help-platform' },
} as const satisfies Wording
