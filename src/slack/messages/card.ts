import type { types } from '@slack/bolt'
import type { Key, KeyIn } from '../../domain/key.ts'
import { spelledOut } from '../../domain/unseen.ts'
import { unreachable } from '../../errors.ts'
import { buttons, notReceivedButton, revokeButton, storedOnCardButton } from './buttons.ts'
import { whyNotToUse } from './held.ts'
import type { Message } from './message.ts'
import { whyRevoked } from './revoked.ts'
import { bold, code, facts, groupList, mention, named, prose, time, type Words } from './rich-text.ts'

/**
 * The owner's card of a key: what the key is, its state, and what the owner can do. It never holds the secret.
 * @returns undefined for a key that is only `created`: it has no card yet
 */
export function card(key: Key): Message | undefined {
  if (key.state === 'created') return undefined
  const title: Words = [bold('Twilio API key '), named(key.name)]
  const { text, blocks } = stateOf(key)
  return { text, blocks: [prose(title), aboutKey(key), ...blocks] }
}

/** The facts about a key, for its card and for a reviewer. */
export function aboutKey(key: Key): types.RichTextBlock {
  return facts(
    ['SID', [code(key.sid)]],
    ['Account', [code(key.account), ...region(key)]],
    ['Issued', [time(key.createdAt ?? key.recordedAt)]],
    ['For a member of', groupList([key.group])],
    ...(key.reason === '' ? [] : [['Reason', [spelledOut(key.reason)]] as const]),
  )
}

function stateOf(key: Exclude<Key, KeyIn<'created'>>): Message {
  switch (key.state) {
    case 'delivered':
      return {
        text: 'Your Twilio API key is ready. Its secret is shown once, in this DM.',
        blocks: [
          prose(
            [
              'The secret is in the message next to this one, which only you can see. Copy it now: Slack shows it once.',
            ],
            [
              'Stored it? Press ',
              bold('I stored it'),
              ' on that message, which then disappears. The button here leaves the message on your screen until Slack reloads.',
            ],
            [
              'No secret here? Press ',
              bold("I didn't get the secret"),
              ', and newkey revokes the key. You can then ask again.',
            ],
          ),
          buttons(storedOnCardButton(key.sid), notReceivedButton(key.sid), revokeButton(key.sid)),
        ],
      }
    case 'active':
      return key.cause === undefined ? confirmed(key) : reviewed(key)
    case 'held':
      return underReview(key)
    case 'revoking':
      return { text: 'Don’t use your Twilio API key.', blocks: [prose(whyRevoked(key))] }
    case 'revoked':
      return { text: 'Your Twilio API key no longer works.', blocks: [prose(whyRevoked(key))] }
    default:
      return unreachable(key)
  }
}

function confirmed(key: KeyIn<'active'>): Message {
  return {
    text: 'Your Twilio API key is stored.',
    blocks: [
      prose(['You stored the secret (', time(key.changedAt), '). No longer need it? Revoke the key.']),
      buttons(revokeButton(key.sid)),
    ],
  }
}

function underReview(key: KeyIn<'held'>): Message {
  return {
    text: 'Don’t use your Twilio API key.',
    blocks: [
      prose([
        bold('Don’t use this key: '),
        `${whyNotToUse(key)} A reviewer is deciding whether to delete it or to keep it. If nobody needs it, revoke it.`,
      ]),
      buttons(revokeButton(key.sid)),
    ],
  }
}

/** A key that a reviewer has kept. Its owner is responsible for it from now on. */
function reviewed(key: KeyIn<'active'>): Message {
  return {
    text: 'A Twilio API key is now listed as yours.',
    blocks: [
      prose([
        ...(key.decidedBy === undefined ? ['A reviewer'] : [mention(key.decidedBy)]),
        ' decided to keep this key (',
        time(key.changedAt),
        '). It is now yours, and counts as one of your live keys. If nobody needs it, revoke it.',
      ]),
      buttons(revokeButton(key.sid)),
    ],
  }
}

function region(key: Key): Words {
  return key.region === 'us1' ? [] : [` in region ${key.region}`]
}
