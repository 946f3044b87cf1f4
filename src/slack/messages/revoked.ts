import type { RevokeCause } from '../../domain/causes.ts'
import type { KeyIn } from '../../domain/key.ts'
import { time, type Words } from './rich-text.ts'
import { admin, ifItKeepsHappening, NEED_A_KEY, type Wording } from './wording.ts'

/** The causes that come back until an operator acts, if they aren't a passing one. */
const MAY_RECUR: readonly RevokeCause[] = ['delivery_failed', 'no_secret', 'record_failed', 'overtaken']
/** What Slack didn't do, where that is the cause. */
const NEEDED: ReadonlyMap<RevokeCause, 'delivery' | 'lookups'> = new Map([
  ['delivery_failed', 'delivery'],
  ['membership_lost', 'lookups'],
])

/** Why a key was revoked or is being revoked, and what to do. */
export function whyRevoked(key: KeyIn<'revoking' | 'revoked'>, wording: Wording): Words {
  const words: Record<RevokeCause, string> = {
    delivery_failed: 'Slack didn’t accept the message with the secret.',
    membership_lost:
      'Before the secret was shown, Slack no longer confirmed that you’re in a group that may have keys.',
    interrupted:
      'newkey was interrupted before it knew whether you had seen the secret. If you saw one, don’t use it.',
    no_secret: 'Twilio created the key but returned no secret.',
    record_failed: 'newkey couldn’t write its records. If you saw a secret, don’t use it.',
    overtaken: 'Creating the key took too long.',
    not_received: 'You didn’t get the secret.',
    revoked_by_requester: 'You revoked it.',
    decided: 'A reviewer decided to delete it.',
    deleted_elsewhere: 'Somebody deleted it at Twilio without newkey, for example in the Twilio Console.',
  }
  const now =
    key.state === 'revoked'
      ? ['The key is revoked (', time(key.changedAt), '). ']
      : ['The key is being revoked. newkey keeps trying until Twilio has deleted it. Don’t use it. ']
  return [`${words[key.cause]} `, ...now, ...next(key.cause, wording)]
}

/** What to do about a key that is gone. A new request is of no use while Slack would refuse that one too. */
function next(cause: RevokeCause, wording: Wording): Words {
  const needed = NEEDED.get(cause)
  if (needed !== undefined && wording.refusesForGood?.(needed))
    return [
      'Trying again won’t help: the app or its settings must be changed. Tell ',
      ...admin(wording),
      '. newkey’s log says what to change.',
    ]
  return MAY_RECUR.includes(cause) ? [...NEED_A_KEY, ' ', ...ifItKeepsHappening(wording)] : NEED_A_KEY
}
