import type { types } from '@slack/bolt'
import type { KeyLocation } from '../../domain/key.ts'
import type { RequestIn } from '../../domain/request.ts'
import { spelledOut } from '../../domain/unseen.ts'
import { unreachable } from '../../errors.ts'
import { buttons, notReceivedButton, revokeButton, storedButton } from './buttons.ts'
import type { Message } from './message.ts'
import { bold, code, facts, groupList, named, prose, time, type Words } from './rich-text.ts'
import { whyRevoked } from './words.ts'

/** The states in which a key has a card. */
export type Carded = RequestIn<'delivered' | 'confirmed' | 'revoke_pending' | 'revoked'>

/** The lasting message about a key, without its secret: what it is, its state, and what can be done. */
export function card(request: Carded): Message {
  const title: Words = [bold('Twilio API key '), named(request.name)]
  const { text, blocks } = standing(request)
  return { text, blocks: [prose(title), aboutKey(request), ...blocks] }
}

/** What there is to know of a key. */
export function aboutKey(request: Carded | RequestIn<'held' | 'kept'>): types.RichTextBlock {
  return facts(
    ['SID', [code(request.sid)]],
    ['Account', [code(request.account), ...region(request)]],
    ['Issued', [time(request.keyCreatedAt ?? request.askedAt)]],
    ['For a member of', groupList([request.group])],
    ...(request.reason === '' ? [] : [['Reason', [spelledOut(request.reason)]] as const]),
  )
}

function standing(request: Carded): { readonly text: string; readonly blocks: types.KnownBlock[] } {
  switch (request.state) {
    case 'delivered':
      return {
        text: 'Your Twilio API key is ready. Its secret is shown once, in this DM.',
        blocks: [
          prose(
            [
              'The secret is in the message next to this one, which only you can see. Copy it now: Slack shows it once.',
            ],
            [
              'No secret here? Press ',
              bold('I didn’t get it'),
              ': newkey deletes the key, and you can ask again.',
            ],
          ),
          buttons(storedButton(request.id), notReceivedButton(request.id)),
        ],
      }
    case 'confirmed':
      return {
        text: 'Your Twilio API key is stored.',
        blocks: [
          prose([
            'You stored the secret (',
            time(request.changedAt),
            '). No longer need it? Revoke the key.',
          ]),
          buttons(revokeButton(request.id)),
        ],
      }
    case 'revoke_pending':
      return { text: 'Don’t use your Twilio API key.', blocks: [prose(whyRevoked(request))] }
    case 'revoked':
      return { text: 'Your Twilio API key no longer works.', blocks: [prose(whyRevoked(request))] }
    default:
      return unreachable(request)
  }
}

function region(home: KeyLocation): Words {
  return home.region === 'us1' ? [] : [` in region ${home.region}`]
}
