import type { ButtonRefusal } from '../domain/causes.ts'
import type { Key } from '../domain/key.ts'
import { may } from '../domain/policy.ts'
import type { KeySid, TeamId, UserId } from '../ids.ts'
import { identify } from './identify.ts'
import type { Services } from './ports.ts'

/** A press of a button on a message about one key. */
export interface Press {
  readonly key: KeySid
  readonly user: UserId
  readonly team: TeamId
}

/** Whose button it is: the key's owner's, or that of anybody else who may have keys. */
export type PressKind = 'own' | 'review'

interface Refused {
  readonly kind: 'refused'
  readonly cause: ButtonRefusal
}

/** `K`: the key as it now is. */
export type Answer<K> = { readonly kind: 'done'; readonly key: K } | Refused

/**
 * Checks again who presses, each time: a button outlives the rights it was shown with.
 * @throws NewkeyError `store_failed`
 */
export async function authorizePress(
  services: Services,
  press: Press,
  kind: PressKind = 'own',
): Promise<Answer<Key>> {
  const { store, slack, policy } = services
  const key = await store.keys.find(press.key)
  // Their own key is looked at even then: owners may always try to revoke it.
  if (policy.refusals.standing(press) === 'closed' && !(kind === 'own' && key?.owner === press.user))
    return turnAway(services, press)
  if (!key) return refuse(services, press, undefined, 'request_missing')
  const actor = await identify(slack.directory, press)
  const decision = may(actor, { kind, owner: key.owner })
  if (decision.kind === 'refused') return refuse(services, press, key, decision.cause)
  return { kind: 'done', key }
}

/**
 * Whether a press may be looked at at all; where it may not, it is counted. It is asked before anything about the press
 * is written: nothing comes of one that is turned away, however often it comes.
 * @returns `look`, or why not: they were refused too often, or have pressed more than anybody needs (`flooding`)
 * @throws NewkeyError `store_failed`
 */
export async function screenPress(
  services: Services,
  press: Press,
  kind: PressKind,
): Promise<'look' | 'closed' | 'flooding'> {
  const { refusals } = services.policy
  const standing = refusals.beginPress(press)
  if (standing === 'open') return 'look'
  const isOwn =
    standing === 'closed' &&
    kind === 'own' &&
    (await services.store.keys.find(press.key))?.owner === press.user
  if (isOwn) return 'look'
  refusals.turnAway(press)
  return refusals.standing(press) === 'closed' ? 'closed' : 'flooding'
}

function turnAway(services: Services, press: Press): Refused {
  services.policy.refusals.turnAway(press)
  return { kind: 'refused', cause: 'too_many_refusals' }
}

/** Records that a press did nothing, or counts it where the person has been refused too often. @throws NewkeyError `store_failed` */
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
