import type { types } from '@slack/bolt'
import type { Key, KeyIn } from '../../domain/key.ts'
import { spelledOut } from '../../domain/unseen.ts'
import { unreachable } from '../../errors.ts'
import { buttons, notReceivedButton, revokeButton, storedOnCardButton } from './buttons.ts'
import { whyNotToUse } from './held.ts'
import type { Message } from './message.ts'
import { whyRevoked } from './revoked.ts'
import { bold, code, facts, groupList, linkTo, mention, named, prose, time, type Words } from './rich-text.ts'
import type { Wording } from './wording.ts'

/**
 * The owner's card of a key: what the key is, its state, and what the owner can do. It never holds the secret.
 * @returns undefined for a key that is only `created`: it has no card yet
 */
export function card(key: Key, wording: Wording): Message | undefined {
  if (key.state === 'created') return undefined
  const title: Words = [bold('Twilio API key '), named(key.name)]
  const { text, blocks } = stateOf(key, wording)
  return { text, blocks: [prose(title), aboutKey(key), ...blocks] }
}

/** What kind of key newkey creates (Twilio docs: "API keys", types of keys). */
const KIND: Words = [
  linkTo('https://www.twilio.com/docs/iam/api-keys', 'Standard API key'),
  '. It can use every resource in the account, except those that manage API keys and accounts.',
]

/** The facts about a key, for its card and for a reviewer. */
export function aboutKey(key: Key): types.RichTextBlock {
  return facts(
    ['SID', [code(key.sid)]],
    // What a search found may be of any type: Twilio's list doesn't say.
    ...(key.isFound ? [] : [['Type', KIND] as const]),
    ['Account', [code(key.account), ...region(key)]],
    ['Created', [time(key.createdAt ?? key.recordedAt)]],
    ['Group', groupList([key.group])],
    ...(key.reason === '' ? [] : [['Reason', [spelledOut(key.reason)]] as const]),
  )
}

function stateOf(key: Exclude<Key, KeyIn<'created'>>, wording: Wording): Message {
  switch (key.state) {
    case 'delivered':
      return {
        text: 'Your Twilio API key is ready. Its secret is shown once, in this DM.',
        blocks: [
          prose(
            [
              'The secret is in the message next to this one, which only you can see. Copy it now: Slack shows it once. Then press ',
              bold('I stored it'),
              ' there. The button here confirms it too, but can’t remove that message.',
            ],
            [
              'No secret? Press ',
              bold("I didn't get the secret"),
              '. newkey revokes the key, and you can ask for a new one.',
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
      return { text: 'Don’t use your Twilio API key.', blocks: [prose(whyRevoked(key, wording))] }
    case 'revoked':
      return {
        text: 'Your Twilio API key no longer works.',
        blocks: [prose([bold('This key no longer works. '), ...whyRevoked(key, wording)])],
      }
    default:
      return unreachable(key)
  }
}

function confirmed(key: KeyIn<'active'>): Message {
  return {
    text: 'Your Twilio API key is stored.',
    blocks: [
      prose(['You stored the secret (', time(key.changedAt), '). Don’t need the key anymore? Revoke it.']),
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
        `${whyNotToUse(key)} A reviewer is deciding whether to delete it or to keep it. Don’t need it? Revoke it.`,
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
        '). It’s listed as yours now, and counts toward the number of keys you can have. If nobody uses it, revoke it.',
      ]),
      buttons(revokeButton(key.sid)),
    ],
  }
}

function region(key: Key): Words {
  return key.region === 'us1' ? [] : [` in region ${key.region}`]
}
