import type { Key, KeyIn } from '../../domain/key.ts'
import { unreachable } from '../../errors.ts'
import { buttons, deleteButton, keepButton } from './buttons.ts'
import { aboutKey } from './card.ts'
import { whyHeld } from './held.ts'
import type { Message } from './message.ts'
import { bold, mention, named, prose, time, type Words } from './rich-text.ts'
import type { Wording } from './wording.ts'

/**
 * The card that asks a reviewer whether to delete a key, and that shows the decision afterwards.
 * @returns undefined for a key that needs no review
 */
export function reviewCard(key: Key, wording: Wording): Message | undefined {
  if (key.state === 'created' || key.state === 'delivered') return undefined
  const title: Words = [bold('Is the Twilio API key '), named(key.name), bold(' in use?')]
  const { text, blocks } = decisionOf(key, wording)
  return { text, blocks: [prose(title), aboutKey(key), ...blocks] }
}

/** The question as its reader sees it once they may no longer decide. */
export function passedOnCard(key: KeyIn<'held'>): Message {
  const title: Words = [bold('Is the Twilio API key '), named(key.name), bold(' in use?')]
  return {
    text: 'newkey is asking another reviewer about a Twilio API key.',
    blocks: [
      prose(title),
      prose([
        'You don’t need to decide anymore. You left the group, or someone else has to decide about this key, so newkey is asking another reviewer.',
      ]),
    ],
  }
}

function decisionOf(key: KeyIn<'held' | 'active' | 'revoking' | 'revoked'>, wording: Wording): Message {
  switch (key.state) {
    case 'held':
      return {
        text: 'A Twilio API key needs your decision.',
        blocks: [
          prose(whyHeld(key, wording), [
            ...whose(key),
            'Search your code, configuration and secret stores for its SID. Found it? Keep the key. If nobody uses it, delete it.',
          ]),
          buttons(deleteButton(key.sid), keepButton(key.sid)),
        ],
      }
    case 'active':
      return {
        text: 'A Twilio API key was kept.',
        blocks: [prose([...whoDecided(key), ' decided to keep it (', time(key.changedAt), ').'])],
      }
    case 'revoking':
      return {
        text: 'A Twilio API key is being revoked.',
        blocks: [
          prose([
            ...whoRevokes(key),
            'The key is being revoked. newkey keeps trying until Twilio has deleted it.',
          ]),
        ],
      }
    case 'revoked':
      return {
        text: 'A Twilio API key is revoked.',
        blocks: [
          prose([...whoRevokes(key), 'The key is revoked and no longer works (', time(key.changedAt), ').']),
        ],
      }
    default:
      return unreachable(key)
  }
}

/** Who kept the key. Records from before newkey knew have no name. */
const whoDecided = ({ decidedBy }: KeyIn<'active'>): Words =>
  decidedBy === undefined ? ['A reviewer'] : [mention(decidedBy)]

/** Who had the key revoked, if a person did. */
function whoRevokes({ cause, decidedBy, owner }: KeyIn<'revoking' | 'revoked'>): Words {
  if (decidedBy !== undefined) return [mention(decidedBy), ' decided to delete it. ']
  return cause === 'revoked_by_requester' ? [mention(owner), ' revoked it. '] : []
}

/** Whose key it may be. Only for an orphan does the audit log prove the request; otherwise a forged row may name anybody. */
function whose({ cause, owner }: KeyIn<'held'>): Words {
  if (cause === 'orphan') return ['It may belong to a request by ', mention(owner), '. ']
  if (cause === 'unproven') return []
  return ['The record names ', mention(owner), ' as the requester. ']
}
