import { actorOf } from '../domain/event.ts'
import type { KeyIn } from '../domain/key.ts'
import { unreachable } from '../errors.ts'
import { type Answer, authorizePress, type Press } from './authorize-press.ts'
import type { Services } from './ports.ts'
import { refusePress } from './refuse-press.ts'

/**
 * Records that the owner has stored the secret.
 * @returns the key as it is now: `active`, or `revoking` or `revoked` if it was revoked meanwhile. A key that waits for a
 *   reviewer can't be confirmed
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function confirmKey(
  services: Services,
  press: Press,
): Promise<Answer<KeyIn<'active' | 'revoking' | 'revoked'>>> {
  const answer = await authorizePress(services, press, 'own')
  if (answer.kind === 'refused') return answer
  const key = answer.result
  switch (key.state) {
    case 'delivered': {
      const active = await services.store.keys.advance(key, 'active', { cause: undefined }, actorOf(press))
      return { kind: 'done', result: active }
    }
    case 'active':
    case 'revoking':
    case 'revoked':
      return { kind: 'done', result: key }
    case 'created':
      return refusePress(services, press, key, 'not_ready')
    case 'held':
      return refusePress(services, press, key, 'under_review')
    default:
      return unreachable(key)
  }
}
