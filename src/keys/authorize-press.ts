import type { ButtonRefusal } from '../domain/causes.ts'
import type { Key } from '../domain/key.ts'
import { type Actor, may } from '../domain/policy.ts'
import type { KeySid, TeamId, UserId } from '../ids.ts'
import { identify } from './identify.ts'
import type { Services } from './ports.ts'

/** A press of a button on a message about one key. */
export interface Press {
  readonly key: KeySid
  readonly user: UserId
  readonly team: TeamId
}

/** Who may press a button: the key's owner, or a reviewer, who is anybody else that may have keys. */
export type PressKind = 'own' | 'review'

interface Refused {
  readonly kind: 'refused'
  readonly cause: ButtonRefusal
}

/** The answer to a press: the key in its new state, or why the press was refused. */
export type Answer<K> = { readonly kind: 'done'; readonly key: K } | Refused

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
  if (!key) return refuse(services, press, undefined, 'request_missing')
  const actor = await actorOf(services, press, kind === 'own' && key.owner === press.user)
  const decision = may(actor, { kind, owner: key.owner })
  if (decision.kind === 'refused') return refuse(services, press, key, decision.cause)
  return { kind: 'done', key }
}

/**
 * Who presses. Owners need no group: if Slack doesn't say who is in the groups, it is asked who the owner is all the same.
 */
async function actorOf({ slack }: Services, press: Press, isOwner: boolean): Promise<Actor> {
  const { directory } = slack
  const actor = await identify(directory, press)
  if (!isOwner || actor.ourTeam !== press.team || actor.membership || actor.person) return actor
  return { ...actor, person: await directory.person(press.user) }
}

/** Records a refused press, or only counts it if the person has been refused too often. @throws NewkeyError `store_failed` */
export async function refuse(
  services: Services,
  press: Press,
  key: Key | undefined,
  cause: ButtonRefusal,
): Promise<Refused> {
  const { store, twilio, policy, log } = services
  if (!policy.refusals.press(press, cause)) return { kind: 'refused', cause }
  await store.audit.append({
    event: 'button_refused',
    request: key?.request ?? null,
    actor: { user: press.user, team: press.team },
    account: key?.account ?? twilio.location.account,
    region: key?.region ?? twilio.location.region,
    name: key?.name ?? '',
    sid: key?.sid ?? null,
    group: key?.group ?? null,
    reason: key?.reason ?? '',
    outcome: cause,
    details: {},
  })
  log.warn('A button was refused', { sid: press.key, user: press.user, team: press.team, cause })
  return { kind: 'refused', cause }
}
