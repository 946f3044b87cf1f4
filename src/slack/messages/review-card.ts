import type { RequestIn } from '../../domain/request.ts'
import { unreachable } from '../../errors.ts'
import { buttons, deleteButton, keepButton } from './buttons.ts'
import { aboutKey } from './card.ts'
import type { Message } from './message.ts'
import { bold, mention, named, prose, type Words } from './rich-text.ts'
import { whyHeld } from './words.ts'

/** The states of a key that another person decides or has decided about. */
export type Decidable = RequestIn<'held' | 'kept' | 'revoke_pending' | 'revoked'>

/** Asks somebody other than the requester whether to delete a key, and says afterwards what was decided. */
export function decisionCard(request: Decidable): Message {
  const title: Words = [bold('Is the Twilio API key '), named(request.name), bold(' in use?')]
  const about = [prose(title), aboutKey(request)]
  switch (request.state) {
    case 'held':
      return {
        text: 'A Twilio API key needs your decision.',
        blocks: [
          ...about,
          prose(whyHeld(request), [
            ...whose(request),
            'Search your code, configuration and secret stores for its SID.',
          ]),
          buttons(deleteButton(request.id), keepButton(request.id)),
        ],
      }
    case 'kept':
      return {
        text: 'A Twilio API key was kept.',
        blocks: [...about, prose(['It was kept: somebody said that it is in use.'])],
      }
    case 'revoke_pending':
      return {
        text: 'A Twilio API key is being deleted.',
        blocks: [...about, prose(['It is being deleted: newkey keeps trying until Twilio has done it.'])],
      }
    case 'revoked':
      return {
        text: 'A Twilio API key is deleted.',
        blocks: [...about, prose(['It is deleted and no longer works.'])],
      }
    default:
      return unreachable(request)
  }
}

/** Whose key it may be. Only of an orphan is it certain that the audit log has the request; a row may name anybody. */
function whose({ cause, user }: RequestIn<'held'>): Words {
  if (cause === 'orphan') return ['It may belong to a request of ', mention(user), '. ']
  if (cause === 'unproven') return []
  return ['The record names ', mention(user), ' as the requester. ']
}
