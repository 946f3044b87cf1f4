import type { Key, KeyIn } from '../../domain/key.ts'
import { unreachable } from '../../errors.ts'
import { buttons, deleteButton, keepButton } from './buttons.ts'
import { aboutKey } from './card.ts'
import { whyHeld } from './held.ts'
import type { Message } from './message.ts'
import { bold, mention, named, prose, time, type Words } from './rich-text.ts'

/**
 * The card that asks a reviewer whether to delete a key, and that shows the decision afterwards.
 * @returns undefined for a key that needs no review
 */
export function reviewCard(key: Key): Message | undefined {
  if (key.state === 'created' || key.state === 'delivered') return undefined
  const title: Words = [bold('Is the Twilio API key '), named(key.name), bold(' in use?')]
  const { text, blocks } = decisionOf(key)
  return { text, blocks: [prose(title), aboutKey(key), ...blocks] }
}

/** The question as its reader sees it once they may no longer decide. */
export function passedOnCard(key: KeyIn<'held'>): Message {
  const title: Words = [bold('Is the Twilio API key '), named(key.name), bold(' in use?')]
  return {
    text: 'Another reviewer is asked about a Twilio API key.',
    blocks: [
      prose(title),
      prose([
        'You no longer need to decide: you have left the group, or can no longer decide about this key. newkey asks another reviewer instead.',
      ]),
    ],
  }
}

function decisionOf(key: KeyIn<'held' | 'active' | 'revoking' | 'revoked'>): Message {
  switch (key.state) {
    case 'held':
      return {
        text: 'A Twilio API key needs your decision.',
        blocks: [
          prose(whyHeld(key), [
            ...whose(key),
            'Search your code, configuration and secret stores for its SID.',
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
            'It is being revoked. newkey keeps trying until Twilio has deleted it.',
          ]),
        ],
      }
    case 'revoked':
      return {
        text: 'A Twilio API key is revoked.',
        blocks: [
          prose([...whoRevokes(key), 'It was revoked ', time(key.changedAt), ' and no longer works.']),
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
