import { ASKED_BY_PERSON, type HoldCause, MAY_BE_IN_USE, type RevokeCause } from '../domain/causes.ts'
import { type EventActor, newkeyFor } from '../domain/event.ts'
import type { Deletion } from '../domain/issuer.ts'
import type { KeyIn } from '../domain/key.ts'
import { pauseAfter } from '../domain/pauses.ts'
import { ABSENT_MS } from '../domain/prove-key.ts'
import { NewkeyError, unreachable } from '../errors.ts'
import type { LogFields } from '../log.ts'
import type { Services } from './ports.ts'

export type RevokeServices = Pick<Services, 'store' | 'twilio' | 'policy' | 'clock' | 'log'>
export type Revoking = KeyIn<'revoking'> | KeyIn<'revoked'>

const HOUR_MS = 3_600_000
/** More keys than these aren't deleted unasked in an hour: a wrong clock or an old backup would take every key. */
export const MOST_UNASKED = 10

/**
 * Deletes a key that the audit log proves to be newkey's own: the intention is durable first, then the deletion, then
 * its result.
 * @param by who wants it; newkey itself when nobody is named
 * @returns `revoked`, or `revoking` when Twilio didn't delete it yet: recovery tries again until it is gone
 * @throws NewkeyError `store_failed`; nothing is deleted then, but for a key that was only created
 */
export async function revokeKey(
  services: RevokeServices,
  key: KeyIn<'created' | 'delivered' | 'active' | 'held'>,
  cause: RevokeCause,
  by: EventActor = newkeyFor(key),
): Promise<Revoking> {
  const { store, twilio } = services
  try {
    const revoking = await store.keys.advance(key, 'revoking', { cause }, by)
    if (await store.keys.isProved(revoking))
      return await recordDeletion(services, revoking, await twilio.delete(revoking.sid, revoking))
    // Recovery takes it from here, and asks a person.
    logUnproved(services, revoking)
    return revoking
  } catch (error) {
    if (!(error instanceof NewkeyError)) throw error
    // Nobody has the secret of a key that was only created: it goes all the same. Any other stays until it can be recorded.
    if (error.code === 'store_failed' && key.state === 'created')
      if (await store.keys.isProved(key).catch(() => false)) await twilio.delete(key.sid, key)
    const current = error.code === 'overtaken' ? await store.keys.find(key.sid) : undefined
    if (current?.state === 'revoking' || current?.state === 'revoked') return current
    throw error
  }
}

function logUnproved(services: Pick<Services, 'log'>, key: KeyIn<'revoking'>): void {
  services.log.error(
    'The audit log doesn’t show that newkey may delete this key, so it stays. A row of the database may be forged: run newkey audit verify',
    { request: key.request, sid: key.sid },
  )
}

/**
 * Deletes a key that nobody asked to delete, unless a person has to be asked first: then it is `held`.
 * @throws NewkeyError `store_failed`
 */
export async function revokeUnasked(
  services: RevokeServices,
  key: KeyIn<'created' | 'held'>,
  cause: RevokeCause,
): Promise<Revoking | KeyIn<'held'>> {
  const hold = await whyHeld(services, cause)
  if (!hold) return revokeKey(services, key, cause)
  return key.state === 'held' ? key : holdKey(services, key, hold)
}

/** Leaves a key to a person's decision. @throws NewkeyError `store_failed`, `overtaken` */
export async function holdKey(
  services: Pick<Services, 'store' | 'log'>,
  key: KeyIn<'created' | 'revoking'>,
  cause: HoldCause,
): Promise<KeyIn<'held'>> {
  services.log.warn('newkey doesn’t delete this key without asking; it asks a person', {
    request: key.request,
    sid: key.sid,
    cause,
  })
  return services.store.keys.advance(key, 'held', { cause }, newkeyFor(key))
}

/** The cause that stands for `holdRevocations`. */
const heldBy = (hold: true | 'restored'): HoldCause => (hold === 'restored' ? 'restored' : 'on_hold')

async function whyHeld(services: RevokeServices, cause: RevokeCause): Promise<HoldCause | undefined> {
  const { policy, store, clock } = services
  if (policy.holdRevocations) return heldBy(policy.holdRevocations)
  if (!MAY_BE_IN_USE.includes(cause)) return undefined
  // Where not even the count can be read, the key goes: its record says that nobody has its secret.
  const gone = await store.keys.revokedUnasked(clock.now() - HOUR_MS).catch(() => 0)
  return gone >= MOST_UNASKED ? 'too_many' : undefined
}

/**
 * Tries once to delete a key that waits for it.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function finishRevoking(
  services: RevokeServices,
  key: KeyIn<'revoking'>,
): Promise<Revoking | KeyIn<'held'>> {
  const { policy, store, twilio } = services
  if (policy.holdRevocations && !ASKED_BY_PERSON.includes(key.cause))
    return holdKey(services, key, heldBy(policy.holdRevocations))
  if (!(await store.keys.isProved(key))) {
    logUnproved(services, key)
    return holdKey(services, key, 'unproven')
  }
  return recordDeletion(services, key, await twilio.delete(key.sid, key))
}

/** Records what came of a deletion. @throws NewkeyError `store_failed`, `overtaken` */
export async function recordDeletion(
  services: RevokeServices,
  key: KeyIn<'revoking'>,
  deletion: Deletion,
): Promise<Revoking> {
  const { store, clock, log } = services
  const fields = { request: key.request, sid: key.sid, ...deletion.diagnosis }
  switch (deletion.kind) {
    case 'gone':
      return end(services, key, 'The key is deleted', fields)
    case 'absent': {
      if (await store.keys.recordAbsent(key, deletion.at))
        return end(services, key, 'The key is gone: Twilio’s list lacked it twice', fields)
      log.warn('Twilio no longer lists the key; it counts as deleted once a second list lacks it', fields)
      await store.keys.postpone(key, clock.now() + ABSENT_MS)
      return key
    }
    case 'remains':
      log.error('The key is not deleted yet; newkey will try again', { ...fields, cause: deletion.cause })
      if (deletion.cause === 'listed') await store.keys.recordPresent(key)
      await store.keys.postpone(key, clock.now() + pauseAfter(key.attempts))
      return key
    default:
      return unreachable(deletion)
  }
}

async function end(
  services: RevokeServices,
  key: KeyIn<'revoking'>,
  message: string,
  fields: LogFields,
): Promise<KeyIn<'revoked'>> {
  services.log.info(message, { ...fields, cause: key.cause })
  return services.store.keys.advance(key, 'revoked', {}, newkeyFor(key))
}
