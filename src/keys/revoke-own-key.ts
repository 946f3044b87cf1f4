import type { RevokeCause } from '../domain/causes.ts'
import { actorOf } from '../domain/event.ts'
import type { KeyIn } from '../domain/key.ts'
import { unreachable } from '../errors.ts'
import { type Answer, authorizePress, type Press } from './authorize-press.ts'
import type { Services } from './ports.ts'
import { refusePress } from './refuse-press.ts'
import { revokeKey } from './revoke-key.ts'

/** Why an owner revokes their key, according to the button that they pressed. */
export type OwnCause = Extract<RevokeCause, 'not_received' | 'revoked_by_requester'>

/**
 * Revokes a key for its owner, also while a reviewer is deciding about it. A held key that the audit log
 * doesn't prove to be made for this owner stays with the reviewer.
 * @returns the key as `revoked`, or as `revoking` if Twilio hasn't deleted it yet
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function revokeOwnKey(
  services: Services,
  press: Press,
  cause: OwnCause,
): Promise<Answer<KeyIn<'revoking' | 'revoked'>>> {
  const answer = await authorizePress(services, press, 'own')
  if (answer.kind === 'refused') return answer
  const key = answer.result
  switch (key.state) {
    case 'created':
      return refusePress(services, press, key, 'not_ready')
    case 'delivered':
    case 'active':
      return { kind: 'done', result: await revokeKey(services, key, cause, actorOf(press)) }
    case 'held':
      // A key that nothing proves to be theirs stays with the reviewer: their word alone doesn't end it.
      return (await services.store.keys.isProved(key))
        ? { kind: 'done', result: await revokeKey(services, key, cause, actorOf(press)) }
        : refusePress(services, press, key, 'under_review')
    case 'revoking':
    case 'revoked':
      return { kind: 'done', result: key }
    default:
      return unreachable(key)
  }
}
