import { ASKED_BY_PERSON, type HoldCause, MAY_BE_IN_USE, type RevokeCause } from '../domain/causes.ts'
import { type EventActor, newkeyFor } from '../domain/event.ts'
import type { Deletion } from '../domain/issuer.ts'
import type { KeyIn } from '../domain/key.ts'
import { isSameLocation } from '../domain/location.ts'
import { pauseAfter } from '../domain/pauses.ts'
import { HOUR_MS } from '../domain/policy.ts'
import { ABSENT_MS } from '../domain/prove-key.ts'
import { NewkeyError, unreachable } from '../errors.ts'
import { isSameSid } from '../ids.ts'
import type { LogFields } from '../log.ts'
import type { Services } from './ports.ts'

export type Revoking = KeyIn<'revoking'> | KeyIn<'revoked'>

/** How many keys newkey may revoke unasked in an hour: a wrong clock or an old backup must not make it revoke them all. */
export const MOST_UNASKED = 10

/**
 * Revokes a key that newkey may delete according to the audit log. First `revoking` is recorded, then the key is deleted
 * at Twilio, then the result is recorded.
 * @param by who asked for it; newkey itself by default
 * @returns the key as `revoked`, or as `revoking` if Twilio hasn't deleted it yet: recovery tries until it has
 * @throws NewkeyError `store_failed`; nothing has been deleted then, unless the key was only `created`
 */
export async function revokeKey(
  services: Services,
  key: KeyIn<'created' | 'delivered' | 'active' | 'held'>,
  cause: RevokeCause,
  by: EventActor = newkeyFor(key),
): Promise<Revoking> {
  const { store, twilio } = services
  try {
    const decidedBy =
      cause === 'decided' && by.user !== 'newkey' && by.user !== 'operator' ? by.user : undefined
    const revoking = await store.keys.advance(key, 'revoking', { cause, decidedBy }, by)
    if (await store.keys.isProved(revoking))
      return await recordDeletion(services, revoking, await twilio.delete(revoking.sid, revoking))
    // Recovery will hold the key and ask a person.
    logUnproved(services, revoking)
    return revoking
  } catch (error) {
    if (!(error instanceof NewkeyError)) throw error
    // Nobody has the secret of a key that was only created, so it is deleted anyway. Any other key stays until it can be recorded.
    if (error.code === 'store_failed' && key.state === 'created')
      if (await store.keys.isProved(key).catch(() => false)) await twilio.delete(key.sid, key)
    const current = error.code === 'overtaken' ? await store.keys.find(key.sid) : undefined
    if (current?.state === 'revoking' || current?.state === 'revoked') return current
    throw error
  }
}

function logUnproved(services: Services, key: KeyIn<'revoking'>): void {
  services.log.error(
    'The audit log doesn’t show that newkey may delete this key, so newkey doesn’t. A row of the database may be forged: run newkey audit verify',
    { request: key.request, sid: key.sid },
  )
}

/**
 * Revokes a key that nobody asked newkey to revoke, or holds it if a person has to decide.
 * @returns the key as `revoked`, `revoking` or `held`
 * @throws NewkeyError `store_failed`
 */
export async function revokeUnasked(
  services: Services,
  key: KeyIn<'created' | 'held'>,
  cause: RevokeCause,
): Promise<Revoking | KeyIn<'held'>> {
  const hold = await holdCauseFor(services, cause)
  if (!hold) return revokeKey(services, key, cause)
  return key.state === 'held' ? key : holdKey(services, key, hold)
}

/** Holds a key until a person decides about it. @throws NewkeyError `store_failed`, `overtaken` */
export async function holdKey(
  services: Services,
  key: KeyIn<'created' | 'revoking'>,
  cause: HoldCause,
): Promise<KeyIn<'held'>> {
  services.log.warn('newkey holds this key and asks a person whether to delete it', {
    request: key.request,
    sid: key.sid,
    cause,
  })
  return services.store.keys.advance(key, 'held', { cause }, newkeyFor(key))
}

/** The cause for a value of `holdRevocations`. */
const heldBy = (hold: true | 'restored'): HoldCause => (hold === 'restored' ? 'restored' : 'on_hold')

async function holdCauseFor(services: Services, cause: RevokeCause): Promise<HoldCause | undefined> {
  const { policy, store, clock } = services
  if (policy.holdRevocations) return heldBy(policy.holdRevocations)
  if (!MAY_BE_IN_USE.includes(cause)) return undefined
  // If the count can't be read, the key is revoked: its record says that nobody has its secret.
  const gone = await store.keys.revokedUnasked(clock.now() - HOUR_MS).catch(() => 0)
  return gone >= MOST_UNASKED ? 'too_many' : undefined
}

/**
 * Tries once more to delete a key that is being revoked.
 * @returns the key as `revoked`, still `revoking`, or `held` if a person has to decide
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function finishRevoking(
  services: Services,
  key: KeyIn<'revoking'>,
): Promise<Revoking | KeyIn<'held'>> {
  const { policy, store, twilio } = services
  if (policy.holdRevocations && !ASKED_BY_PERSON.includes(key.cause)) {
    const absence = await absenceOf(services, key)
    return absence
      ? recordDeletion(services, key, absence)
      : holdKey(services, key, heldBy(policy.holdRevocations))
  }
  if (!(await store.keys.isProved(key))) {
    logUnproved(services, key)
    return holdKey(services, key, 'unproven')
  }
  return recordDeletion(services, key, await twilio.delete(key.sid, key))
}

/**
 * Looks whether a key that newkey may no longer delete unasked is still there: a deletion before may have been carried
 * out, and nobody is to be asked about a key that is gone.
 */
async function absenceOf(
  { twilio, clock }: Services,
  key: KeyIn<'revoking'>,
): Promise<Extract<Deletion, { readonly kind: 'absent' }> | undefined> {
  if (!isSameLocation(key, twilio.location)) return undefined
  const listing = await twilio.list()
  if (listing.kind === 'failed' || listing.keys.some(({ sid }) => isSameSid(sid, key.sid))) return undefined
  return { kind: 'absent', at: clock.now() + listing.ahead, diagnosis: {} }
}

/** Records the result of an attempt to delete a key. @throws NewkeyError `store_failed`, `overtaken` */
export async function recordDeletion(
  services: Services,
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
        return end(services, key, 'The key is deleted: two lists from Twilio lack it', fields)
      log.warn('Twilio no longer lists the key; it counts as deleted once a second list lacks it', fields)
      await store.keys.postpone(key, clock.now() + ABSENT_MS)
      return key
    }
    case 'remains':
      log.error('The key is not deleted yet; newkey will try again', {
        ...fields,
        fault: deletion.diagnosis.fault ?? deletion.cause,
      })
      if (deletion.cause === 'listed') await store.keys.recordPresent(key)
      await store.keys.postpone(key, clock.now() + pauseAfter(key.attempts))
      return key
    default:
      return unreachable(deletion)
  }
}

async function end(
  services: Services,
  key: KeyIn<'revoking'>,
  message: string,
  fields: LogFields,
): Promise<KeyIn<'revoked'>> {
  services.log.info(message, { ...fields, cause: key.cause })
  return services.store.keys.advance(key, 'revoked', {}, newkeyFor(key))
}
