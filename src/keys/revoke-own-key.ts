import type { RevokeCause } from '../domain/causes.ts'
import { actorOf } from '../domain/event.ts'
import type { KeyIn } from '../domain/key.ts'
import { unreachable } from '../errors.ts'
import { type Answer, authorizePress, type Press, refuse } from './authorize-press.ts'
import type { Services } from './ports.ts'
import { revokeKey } from './revoke-key.ts'

/** Why an owner revokes their key, according to the button that they pressed. */
export type OwnCause = Extract<RevokeCause, 'not_received' | 'revoked_by_requester'>

/**
 * Revokes a key for its owner, also while a reviewer is deciding about it. If the audit log doesn't prove that the key was
 * made for this owner, the key isn't deleted: recovery holds it, and a reviewer decides.
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
  const { key } = answer
  switch (key.state) {
    case 'created':
      return refuse(services, press, key, 'not_ready')
    case 'delivered':
    case 'active':
    case 'held':
      return { kind: 'done', key: await revokeKey(services, key, cause, actorOf(press)) }
    case 'revoking':
    case 'revoked':
      return { kind: 'done', key }
    default:
      return unreachable(key)
  }
}
