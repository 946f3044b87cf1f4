import { actorOf, newkeyFor } from '../domain/event.ts'
import type { Deletion, TwilioKey } from '../domain/issuer.ts'
import type { KeyIn } from '../domain/key.ts'
import type { Claim, NewKey } from '../domain/keys.ts'
import type { Subject } from '../domain/messages.ts'
import { recordableName } from '../domain/name.ts'
import type { RequestIn } from '../domain/request.ts'
import { NewkeyError } from '../errors.ts'
import { persist } from './persist.ts'
import type { Services } from './ports.ts'
import { recordDeletion, revokeUnasked } from './revoke-key.ts'

/** `ready`: the secret may be shown. `ended`: it must not be shown. */
export type Created =
  | { readonly kind: 'ready'; readonly key: KeyIn<'created'> }
  | { readonly kind: 'ended'; readonly subject: Subject }

/**
 * Records the key that Twilio's answer named. If that fails, the key is deleted at once and its secret isn't shown. If
 * recovery has already ended the request, the late answer proves that newkey made the key, and the key is revoked.
 * @throws NewkeyError `store_failed` when nothing could be recorded until the lease ended
 */
export async function recordCreated(
  services: Services,
  intent: RequestIn<'intent'>,
  made: TwilioKey,
): Promise<Created> {
  const key = { sid: made.sid, name: recordableName(made.name), createdAt: made.createdAt }
  const since = services.clock.monotonic()
  let claim: Claim
  try {
    claim = await services.store.keys.claim(intent, key)
  } catch (error) {
    return { kind: 'ended', subject: await giveUp(services, intent, key, since, error) }
  }
  if (claim.kind === 'created' && !claim.isLate) return { kind: 'ready', key: claim.key }
  return { kind: 'ended', subject: await endLate(services, claim) }
}

/** Revokes a key that was recorded late, unless a person has already decided about it. */
async function endLate(services: Services, claim: Claim): Promise<Subject> {
  if (claim.kind === 'taken') return claim.request
  const { key } = claim
  return key.state === 'created' || key.state === 'held' ? revokeUnasked(services, key, 'overtaken') : key
}

/** Deletes a key that couldn't be recorded, and then records it together with its deletion as soon as possible. */
async function giveUp(
  services: Services,
  intent: RequestIn<'intent'>,
  made: NewKey,
  since: number,
  error: unknown,
): Promise<Subject> {
  const { store, policy, log } = services
  const fields = { request: intent.id, sid: made.sid }
  log.error('The key could not be recorded; nobody is shown its secret', fields)
  // Twilio may have named the same key to another request at the same moment. Then nothing shows whose it is.
  if (await store.keys.isTaken(made.sid, intent).catch(() => false)) return leaveUnknown(services, intent)
  const deletion = policy.holdRevocations ? undefined : await services.twilio.delete(made.sid, intent)
  if (deletion?.kind === 'remains')
    log.error('The key could not be deleted', { ...fields, ...deletion.diagnosis })
  if (!(error instanceof NewkeyError)) throw error
  const claim = await persist(services, since, () => store.keys.claim(intent, made))
  return deletion ? endDeleted(services, claim, deletion, since) : endLate(services, claim)
}

/** Records a key that was deleted before it could be recorded. */
async function endDeleted(
  services: Services,
  claim: Claim,
  deletion: Deletion,
  since: number,
): Promise<Subject> {
  if (claim.kind === 'taken') return claim.request
  const { key } = claim
  if (key.state !== 'created' && key.state !== 'held') return key
  const cause = claim.kind === 'created' && !claim.isLate ? 'record_failed' : 'overtaken'
  const revoking = await persist(services, since, () =>
    services.store.keys.advance(key, 'revoking', { cause }, newkeyFor(key)),
  )
  return recordDeletion(services, revoking, deletion)
}

/** Ends a request as unknown, unless recovery has done so meanwhile. */
async function leaveUnknown({ store }: Services, intent: RequestIn<'intent'>): Promise<RequestIn<'unknown'>> {
  try {
    return await store.requests.advance(intent, 'unknown', { cause: 'twilio_other_key' }, actorOf(intent))
  } catch (error) {
    const current = await store.requests.find(intent.id)
    if (current?.state === 'unknown') return current
    throw error
  }
}
