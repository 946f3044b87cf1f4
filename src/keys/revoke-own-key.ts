import { actorOf } from '../domain/event.ts'
import type { KeyIn } from '../domain/key.ts'
import { type Answer, authorizePress, type Press, refuse } from './authorize-press.ts'
import type { Services } from './ports.ts'
import { revokeKey } from './revoke-key.ts'

/**
 * Revokes a key for its owner, who didn't get the secret or no longer needs the key.
 * @returns the key as `revoked`, or as `revoking` if Twilio hasn't deleted it yet
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function revokeOwnKey(
  services: Services,
  press: Press,
): Promise<Answer<KeyIn<'revoking' | 'revoked'>>> {
  const answer = await authorizePress(services, press)
  if (answer.kind === 'refused') return answer
  const { key } = answer
  const by = actorOf(press)
  switch (key.state) {
    case 'delivered':
      return { kind: 'done', key: await revokeKey(services, key, 'not_received', by) }
    case 'active':
      return { kind: 'done', key: await revokeKey(services, key, 'revoked_by_requester', by) }
    case 'revoking':
    case 'revoked':
      return { kind: 'done', key }
    default:
      return refuse(services, press, key, 'not_ready')
  }
}
