import { actorOf } from '../domain/event.ts'
import type { KeyIn } from '../domain/key.ts'
import { unreachable } from '../errors.ts'
import { type Answer, authorizePress, type Press, refuse } from './authorize-press.ts'
import type { Services } from './ports.ts'
import { revokeKey } from './revoke-key.ts'

/** A key that a reviewer has decided about. */
export type Reviewed = KeyIn<'active' | 'revoking' | 'revoked'>

/**
 * Applies a reviewer's decision about a held key: it is kept and becomes its owner's like any other key, or it is revoked.
 * The owner can't be the reviewer.
 * @returns the key as it is now, which another reviewer may have decided about first
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function reviewKey(
  services: Services,
  press: Press,
  decision: 'keep' | 'revoke',
): Promise<Answer<Reviewed>> {
  const answer = await authorizePress(services, press, 'review')
  if (answer.kind === 'refused') return answer
  const { key } = answer
  const by = actorOf(press)
  switch (key.state) {
    case 'held':
      return decision === 'keep'
        ? { kind: 'done', key: await services.store.keys.advance(key, 'active', {}, by) }
        : { kind: 'done', key: await revokeKey(services, key, 'decided', by) }
    case 'active':
    case 'revoking':
    case 'revoked':
      return { kind: 'done', key }
    case 'created':
    case 'delivered':
      return refuse(services, press, key, 'not_ready')
    default:
      return unreachable(key)
  }
}
