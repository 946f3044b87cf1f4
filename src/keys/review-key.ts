import { actorOf } from '../domain/event.ts'
import type { KeyIn } from '../domain/key.ts'
import { unreachable } from '../errors.ts'
import { type Answer, authorizePress, type Press } from './authorize-press.ts'
import type { Services } from './ports.ts'
import { refusePress } from './refuse-press.ts'
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
  const key = answer.result
  const by = actorOf(press)
  switch (key.state) {
    case 'held':
      return decision === 'keep'
        ? {
            kind: 'done',
            result: await services.store.keys.advance(key, 'active', { decidedBy: press.user }, by),
          }
        : { kind: 'done', result: await revokeKey(services, key, 'decided', by) }
    case 'active':
    case 'revoking':
    case 'revoked':
      return { kind: 'done', result: key }
    case 'created':
    case 'delivered':
      return refusePress(services, press, key, 'not_ready')
    default:
      return unreachable(key)
  }
}
