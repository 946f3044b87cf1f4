import type { KeyIn } from '../../domain/key.ts'
import type { Subject } from '../../domain/messages.ts'
import { unreachable } from '../../errors.ts'
import { whyDenied } from './denied.ts'
import { whyFailed } from './failed.ts'
import { whyNotToUse } from './held.ts'
import type { Message } from './message.ts'
import { question } from './question.ts'
import { whyRevoked } from './revoked.ts'
import { bold, code, linkTo, mention, named, prose, type Words } from './rich-text.ts'
import { whyUnknown } from './unknown.ts'
import { NEED_A_KEY, type Wording } from './wording.ts'

/**
 * The answer to a requester: how their request ended, what they are asked before a key is created, or the state of their key.
 * @param place `dm` if the message is in their DM with the bot; otherwise that DM's address, if it is known
 * @returns undefined while there is nothing to say
 */
export function answer(
  subject: Subject,
  wording: Wording,
  place: 'dm' | string | undefined,
): Message | undefined {
  switch (subject.state) {
    case 'created':
      return undefined
    case 'active':
      return subject.cause === undefined ? stored(subject) : kept(subject)
    case 'delivered':
      return {
        text:
          place === 'dm'
            ? 'Your Twilio API key is ready. Its secret is in a message here.'
            : 'Your Twilio API key is ready. Its secret is in your DM with newkey.',
        blocks: [
          prose(
            [
              bold('Your Twilio API key '),
              named(subject.name),
              bold(' is ready.'),
              ' Its SID is ',
              code(subject.sid),
              '.',
            ],
            secretIn(place),
          ),
        ],
      }
    case 'asked':
      return question(subject)
    case 'withdrawn':
      return refusalMessage('No key was created: ', ['you canceled the request.'])
    case 'expired':
      return refusalMessage('No key was created: ', [
        'newkey asked whether to create ',
        named(subject.name),
        ', and the question expired after 10 minutes. Still need the key? Type the command again.',
      ])
    case 'denied':
      return refusalMessage(
        'No key was created: ',
        whyDenied(subject.cause, wording, subject.retryAt, subject.name),
      )
    case 'failed':
      return refusalMessage('No key was created: ', whyFailed(subject, wording))
    case 'unknown':
      return {
        text: 'newkey doesn’t know whether your key was created.',
        blocks: [prose([bold('newkey doesn’t know whether your key was created: '), ...whyUnknown(subject)])],
      }
    case 'held':
      return {
        text: 'Don’t use your key.',
        blocks: [
          prose([
            bold('Don’t use your key '),
            named(subject.name),
            bold(': '),
            `${whyNotToUse(subject)} If you saw a secret, don’t use it. `,
            'newkey will ask another member of your group whether to delete the key. ',
            ...NEED_A_KEY,
          ]),
        ],
      }
    case 'revoking':
      return {
        text: 'Don’t use your key.',
        blocks: [
          prose([
            bold('Don’t use your key '),
            named(subject.name),
            bold('. '),
            ...whyRevoked(subject, wording),
          ]),
        ],
      }
    case 'revoked':
      return {
        text: 'Your key no longer works.',
        blocks: [
          prose([
            bold('Your key '),
            named(subject.name),
            bold(' no longer works. '),
            ...whyRevoked(subject, wording),
          ]),
        ],
      }
    default:
      return unreachable(subject)
  }
}

/** The answer about a key whose secret its owner has stored. */
function stored({ name, sid }: KeyIn<'active'>): Message {
  return {
    text: 'Your Twilio API key is ready. You stored its secret.',
    blocks: [
      prose([
        bold('Your Twilio API key '),
        named(name),
        bold(' is ready.'),
        ' Its SID is ',
        code(sid),
        '. You stored its secret.',
      ]),
    ],
  }
}

/** The answer about a key that a reviewer has kept before its secret could be shown. */
function kept({ name, sid, decidedBy }: KeyIn<'active'>): Message {
  return {
    text: 'Your key was created, but newkey couldn’t show its secret.',
    blocks: [
      prose([
        bold('Your key '),
        named(name),
        bold(' was created, but newkey couldn’t show its secret. '),
        ...(decidedBy === undefined ? ['A reviewer'] : [mention(decidedBy)]),
        ' decided to keep the key, whose SID is ',
        code(sid),
        '. If nobody needs it, revoke it. ',
        'Need a key? Type ',
        code('/newkey'),
        ' and a name.',
      ]),
    ],
  }
}

/** Where the secret is. */
function secretIn(place: 'dm' | string | undefined): Words {
  if (place === 'dm')
    return ['Its secret is in a message here that only you can see. Copy it now: Slack shows it once.']
  const dm = place === undefined ? 'your DM with newkey' : linkTo(place, 'your DM with newkey')
  return ['Its secret is in ', dm, '. Open it now: Slack shows it once.']
}

/** A message that refuses something: what was refused, in bold, and why. */
export function refusalMessage(lead: string, cause: Words): Message {
  return { text: lead.replace(/[:.] $/, '.'), blocks: [prose([bold(lead), ...cause])] }
}
