import type { Key, KeyIn, KeyState } from '../../src/domain/key.ts'
import type { Messages, Subject } from '../../src/domain/messages.ts'
import type { Limits } from '../../src/domain/policy.ts'
import type { Purpose } from '../../src/domain/purpose.ts'
import type { Ask, RequestIn } from '../../src/domain/request.ts'
import type { Admission } from '../../src/domain/requests.ts'
import type { KeySid } from '../../src/ids.ts'
import { BOB, DM, GROUP, NOW, SID, TEAM } from '../unit/ids.ts'
import { BY_ADA, type Store } from './store.ts'

export const BY_BOB = { user: BOB, team: TEAM } as const
export const BY_NEWKEY = { user: 'newkey', team: TEAM } as const
export const AUTHORIZED = { group: GROUP, dm: DM } as const
export const MANY: Limits = { issuesPerHour: 100, liveKeys: 100 }
export const running = (): boolean => false
/** What lets a request in that is meant, up to some limits, while newkey runs. */
export const upTo = (limits: Limits, isStopping = running): Admission => ({
  limits,
  isSentence: false,
  isStopping,
})

/** A key as Twilio names it. */
export const madeKey = (sid: KeySid = SID) => ({ sid, name: 'payments-svc', createdAt: NOW })
/** The same, as it stands in a list. */
export const listedKey = (sid: KeySid = SID, name = 'payments-svc') => ({
  sid,
  name,
  createdAt: NOW,
  updatedAt: NOW,
})

/** Records a request and lets it in. */
export async function intentOf(
  store: Store,
  parts: Partial<Ask> = {},
  limits = MANY,
): Promise<RequestIn<'intent'>> {
  const first = await store.requests.admit(await store.receive(parts), AUTHORIZED, upTo(limits))
  // Whoever is asked about a name that they already use means it.
  const admitted =
    first.state === 'asked' ? await store.requests.admit(first, AUTHORIZED, upTo(limits)) : first
  if (admitted.state === 'denied') throw new Error(`denied: ${admitted.cause}, until ${admitted.retryAt}`)
  if (admitted.state === 'asked') throw new Error('asked twice')
  if (admitted.state === 'failed') throw new Error(`failed: ${admitted.cause}`)
  return admitted
}

/** Records a request for a name that its requester already uses, so that they are asked. */
export async function askedOf(store: Store, parts: Partial<Ask> = {}): Promise<RequestIn<'asked'>> {
  const same = { name: 'asked-about', ...parts }
  await intentOf(store, same)
  const asked = await store.requests.admit(await store.receive(same), AUTHORIZED, upTo(MANY))
  if (asked.state !== 'asked') throw new Error(asked.state)
  return asked
}

export async function unknownOf(store: Store, parts: Partial<Ask> = {}): Promise<RequestIn<'unknown'>> {
  const intent = await intentOf(store, parts)
  return store.requests.advance(intent, 'unknown', { cause: 'twilio_silent' }, BY_ADA)
}

/** Records a request, and the key that Twilio made for it. */
export async function createdOf(
  store: Store,
  sid = SID,
  parts: Partial<Ask> = {},
): Promise<KeyIn<'created'>> {
  const claim = await store.keys.claim(await intentOf(store, parts), madeKey(sid))
  if (claim.kind !== 'created') throw new Error(`the key is ${claim.kind}`)
  return claim.key
}

export const deliveredOf = async (store: Store, sid = SID, parts: Partial<Ask> = {}) =>
  store.keys.advance(await createdOf(store, sid, parts), 'delivered', {}, BY_ADA)

export const activeOf = async (store: Store, sid = SID, parts: Partial<Ask> = {}) =>
  store.keys.advance(await deliveredOf(store, sid, parts), 'active', { cause: undefined }, BY_ADA)

/** A key of a request that newkey doesn't delete without asking. */
export const heldOf = async (store: Store, sid = SID, parts: Partial<Ask> = {}) =>
  store.keys.advance(await createdOf(store, sid, parts), 'held', { cause: 'on_hold' }, BY_NEWKEY)

export const revokingOf = async (store: Store, sid = SID, parts: Partial<Ask> = {}) =>
  store.keys.advance(await createdOf(store, sid, parts), 'revoking', { cause: 'delivery_failed' }, BY_NEWKEY)

/** A key that a search found for a request whose outcome is unknown. */
export async function foundOf(
  store: Store,
  request: RequestIn<'unknown'>,
  sid = SID,
): Promise<KeyIn<'held'>> {
  const found = await store.keys.recordFound(request, listedKey(sid, request.name))
  if (typeof found === 'string') throw new Error(`the key is ${found}`)
  return found
}

const MAKE: { readonly [S in KeyState]: (store: Store, sid?: KeySid) => Promise<KeyIn<S>> } = {
  created: createdOf,
  delivered: deliveredOf,
  active: activeOf,
  held: heldOf,
  revoking: revokingOf,
  revoked: async (store, sid) => store.keys.advance(await revokingOf(store, sid), 'revoked', {}, BY_NEWKEY),
}
/** A key of Ada's in some state. */
export const keyIn = (store: Store, state: KeyState, sid?: KeySid): Promise<Key> => MAKE[state](store, sid)

/** Moves a key on with whatever that needs. */
export function moveTo(store: Store, key: Key, to: KeyState): Promise<Key> {
  // The compiler knows which moves are legal; this one goes by a table of the test's own.
  const move: (...args: never) => Promise<Key> = store.keys.advance
  const gone = key.state === 'revoking' ? undefined : 'deleted_elsewhere'
  const cause = { held: 'on_hold', revoking: 'not_received', revoked: gone }[String(to)]
  return Reflect.apply(move, undefined, [key, to, cause === undefined ? {} : { cause }, BY_ADA])
}

/** What is owed about something, and where it stands already. */
export const owedTo = async (messages: Messages, subject: Subject): Promise<string[]> =>
  (await messages.owed(subject)).map(({ purpose, posted }) => (posted ? `${purpose} anew` : purpose)).sort()

/** One message that is owed. */
export async function owed(messages: Messages, subject: Subject, purpose: Purpose) {
  const message = (await messages.owed(subject)).find((one) => one.purpose === purpose)
  if (!message) throw new Error(`no ${purpose} is owed`)
  return message
}
