import { requesterOf } from '../domain/event.ts'
import type { KeyIn } from '../domain/key.ts'
import { type Answer, authorizePress, type Press, refuse } from './authorize-press.ts'
import type { Services } from './ports.ts'
import { revokeKey } from './revoke-key.ts'

/**
 * The owner didn't get the secret, or doesn't want the key any more: it is revoked.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function revokeOwnKey(
  services: Services,
  press: Press,
): Promise<Answer<KeyIn<'revoking' | 'revoked'>>> {
  const answer = await authorizePress(services, press)
  if (answer.kind === 'refused') return answer
  const { key } = answer
  const by = requesterOf(press)
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
