import type { Key } from '../domain/key.ts'
import { isNoAnswer } from '../domain/no-answer.ts'
import { type Actor, may } from '../domain/policy.ts'
import type { KeySid } from '../ids.ts'
import { identify } from './identify.ts'
import type { Who } from './minutes.ts'
import type { Services } from './ports.ts'
import { type Refused, refusePress } from './refuse-press.ts'

/** A press of a button on a message about one key. */
export interface Press extends Who {
  readonly key: KeySid
}

/** Who may press a button: the key's owner, or a reviewer, who is anybody else that may have keys. */
export type PressKind = 'own' | 'review'

/** The answer to a press: the key in its new state, or why the press was refused. */
export type Answer<K> = { readonly kind: 'done'; readonly result: K } | Refused

/**
 * Decides whether somebody may press a button. It asks Slack at every press, since a button outlives the rights of the
 * person it was shown to.
 * @returns the key as it is now, or why the press was refused
 * @throws NewkeyError `store_failed`
 */
export async function authorizePress(
  services: Services,
  press: Press,
  kind: PressKind,
): Promise<Answer<Key>> {
  const { store } = services
  const key = await store.keys.find(press.key)
  if (!key) return refusePress(services, press, undefined, 'request_missing')
  const actor = await actorOf(services, press, kind === 'own' && key.owner === press.user ? key : undefined)
  const decision = may(actor, { kind, owner: key.owner })
  if (decision.kind === 'refused') {
    const refused = await refusePress(services, press, key, decision.cause)
    const { waitMs } = decision
    return waitMs === undefined ? refused : { ...refused, retryAt: services.clock.now() + waitMs }
  }
  return { kind: 'done', result: key }
}

/**
 * Who presses. Owners need no group: if Slack doesn't say who is in the groups, it is asked who the owner is all the same.
 * If it doesn't even say which workspace is ours, the one that the key was issued in is.
 * @param own the key, if it is theirs
 */
async function actorOf({ slack }: Services, press: Press, own: Key | undefined): Promise<Actor> {
  const { directory } = slack
  const actor = await identify(directory, press)
  if (!own) return actor
  if (isNoAnswer(actor.ourTeam)) return { ...actor, ourTeam: own.team }
  const isKnown = actor.membership !== undefined && !isNoAnswer(actor.membership)
  if (actor.ourTeam !== press.team || isKnown || actor.person !== undefined) return actor
  return { ...actor, person: await directory.person(press.user) }
}
