import { unreachable } from '../../errors.ts'
import type { RequestIn } from '../../keys/request.ts'
import { whyHeld } from '../words.ts'
import { buttons, deleteButton, keepButton } from './buttons.ts'
import { aboutKey } from './card.ts'
import type { Message } from './message.ts'
import { bold, mention, named, prose, type Words } from './rich-text.ts'

/** The states of a key that another person decides or has decided about. */
export type Decidable = RequestIn<'held' | 'kept' | 'revoke_pending' | 'revoked'>

/** Asks somebody other than the requester what becomes of a key, and says afterwards what did. */
export function decisionCard(request: Decidable): Message {
  const title: Words = [bold('Is the Twilio API key '), named(request.name), bold(' in use?')]
  const asked: Words = [
    'It may belong to a request of ',
    mention(request.user),
    '. Look for its SID where keys are used.',
  ]
  const about = [prose(title), aboutKey(request)]
  switch (request.state) {
    case 'held':
      return {
        text: 'A Twilio API key needs your decision.',
        blocks: [
          ...about,
          prose(whyHeld(request), asked),
          buttons(deleteButton(request.id), keepButton(request.id)),
        ],
      }
    case 'kept':
      return {
        text: 'A Twilio API key stays.',
        blocks: [...about, prose(['It stays: somebody said that it is in use.'])],
      }
    case 'revoke_pending':
      return {
        text: 'A Twilio API key is being deleted.',
        blocks: [...about, prose(['It is being deleted: newkey tries until Twilio has done it.'])],
      }
    case 'revoked':
      return {
        text: 'A Twilio API key is deleted.',
        blocks: [...about, prose(['It is deleted and works no more.'])],
      }
    default:
      return unreachable(request)
  }
}
