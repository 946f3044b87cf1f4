import { ASKED_BY_PERSON, type HoldCause, MAY_BE_IN_USE, type RevokeCause } from '../domain/causes.ts'
import type { EventActor } from '../domain/event.ts'
import type { Deletion } from '../domain/issuer.ts'
import type { RequestIn } from '../domain/request.ts'
import { NewkeyError, unreachable } from '../errors.ts'
import type { Services } from './ports.ts'

export type RevokeDeps = Pick<Services, 'registry' | 'issuer' | 'log' | 'now' | 'holdRevocations'>
export type Revoking = RequestIn<'revoke_pending'> | RequestIn<'revoked'>

const HOUR_MS = 3_600_000
/** More keys than these aren't deleted unasked in an hour: a wrong clock or an old backup would take every key. */
export const MOST_UNASKED = 10
/** The longest pause between two tries of anything (ms). A row that is put off for longer was put off by a wrong clock. */
export const LONGEST_PAUSE_MS = 15 * 60_000
/** Between two lists that have to lack a key before it counts as gone (ms). */
export const ABSENT_MS = 60_000

/** The pause before the next try (ms): a quarter of a minute, doubled each time, up to 15 minutes. */
export function pauseAfter(attempts: number): number {
  return Math.min(15_000 * 2 ** Math.min(attempts, 10), LONGEST_PAUSE_MS)
}

/**
 * Deletes a key that the audit log proves to be ours: what is meant is durable first, then the deletion, then its result.
 * @param by who wants it; newkey itself when nobody is named
 * @returns `revoked`, or `revoke_pending` when Twilio didn't delete it yet: recovery tries again until it is gone
 * @throws NewkeyError `store_failed`; nothing is deleted then, but for a key that was only created
 */
export async function revokeKey(
  deps: RevokeDeps,
  request: RequestIn<'created'> | RequestIn<'delivered'> | RequestIn<'confirmed'> | RequestIn<'held'>,
  cause: RevokeCause,
  by: EventActor = { user: 'newkey', team: request.team },
): Promise<Revoking> {
  try {
    const pending = await deps.registry.advance(request, 'revoke_pending', { cause }, by)
    if (await deps.registry.isProved(pending))
      return await settle(deps, pending, await deps.issuer.delete(pending.sid, pending))
    // Recovery takes it from here, and asks a person.
    sayUnproven(deps, pending)
    return pending
  } catch (error) {
    if (!(error instanceof NewkeyError)) throw error
    // Nobody has the secret of a key that was only created: it goes all the same. Any other stays until it can be recorded.
    if (error.code === 'store_failed' && request.state === 'created')
      if (await deps.registry.isProved(request).catch(() => false))
        await deps.issuer.delete(request.sid, request)
    const current = error.code === 'overtaken' ? await deps.registry.find(request.id) : undefined
    if (current?.state === 'revoke_pending' || current?.state === 'revoked') return current
    throw error
  }
}

function sayUnproven(deps: RevokeDeps, pending: RequestIn<'revoke_pending'>): void {
  deps.log.error(
    'The audit log doesn’t show that newkey may delete this key, so it stays. A row of the database may be forged: run newkey audit verify',
    { request: pending.id, sid: pending.sid },
  )
}

/**
 * Deletes a key that nobody asked to delete, unless a person has to be asked first: then it is `held`.
 * @throws NewkeyError `store_failed`
 */
export async function revokeUnasked(
  deps: RevokeDeps,
  request: RequestIn<'created'>,
  cause: RevokeCause,
): Promise<Revoking | RequestIn<'held'>> {
  const hold = await whyHeld(deps, cause)
  return hold ? holdKey(deps, request, hold) : revokeKey(deps, request, cause)
}

/** Leaves a key to a person's decision. @throws NewkeyError `store_failed`, `overtaken` */
export async function holdKey(
  deps: Pick<RevokeDeps, 'registry' | 'log'>,
  request: RequestIn<'created'> | RequestIn<'revoke_pending'>,
  cause: HoldCause,
): Promise<RequestIn<'held'>> {
  deps.log.warn('newkey doesn’t delete this key without asking; it asks a person', {
    request: request.id,
    sid: request.sid,
    cause,
  })
  return deps.registry.advance(request, 'held', { cause }, { user: 'newkey', team: request.team })
}

/** The reason that stands for `holdRevocations`. */
export const heldBy = (hold: RevokeDeps['holdRevocations']): HoldCause =>
  hold === 'restored' ? 'restored' : 'on_hold'

async function whyHeld(deps: RevokeDeps, cause: RevokeCause): Promise<HoldCause | undefined> {
  if (deps.holdRevocations) return heldBy(deps.holdRevocations)
  if (!MAY_BE_IN_USE.includes(cause)) return undefined
  // Where not even the count can be read, the key goes: its record says that nobody has its secret.
  const gone = await deps.registry.revokedUnasked(deps.now() - HOUR_MS).catch(() => 0)
  return gone >= MOST_UNASKED ? 'too_many' : undefined
}

/**
 * Tries once to delete the key of a request that waits for it.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function finishRevoking(
  deps: RevokeDeps,
  pending: RequestIn<'revoke_pending'>,
): Promise<Revoking | RequestIn<'held'>> {
  if (deps.holdRevocations && !ASKED_BY_PERSON.includes(pending.cause))
    return holdKey(deps, pending, heldBy(deps.holdRevocations))
  if (!(await deps.registry.isProved(pending))) {
    sayUnproven(deps, pending)
    return holdKey(deps, pending, 'unproven')
  }
  return settle(deps, pending, await deps.issuer.delete(pending.sid, pending))
}

/** Records what came of a deletion. @throws NewkeyError `store_failed`, `overtaken` */
export async function settle(
  deps: RevokeDeps,
  pending: RequestIn<'revoke_pending'>,
  deletion: Deletion,
): Promise<Revoking> {
  const fields = { request: pending.id, sid: pending.sid, ...deletion.diagnosis }
  switch (deletion.kind) {
    case 'gone':
      return end(deps, pending, 'The key is deleted', fields)
    case 'absent': {
      if (await deps.registry.noteAbsent(pending, deletion.at))
        return end(deps, pending, 'The key is gone: Twilio’s list lacked it twice', fields)
      deps.log.warn(
        'Twilio no longer lists the key; it counts as deleted once a second list lacks it',
        fields,
      )
      await deps.registry.postpone(pending, deps.now() + ABSENT_MS)
      return pending
    }
    case 'kept':
      deps.log.error('The key is not deleted yet; newkey will try again', {
        ...fields,
        cause: deletion.cause,
      })
      if (deletion.cause === 'listed') await deps.registry.notePresent(pending)
      await deps.registry.postpone(pending, deps.now() + pauseAfter(pending.attempts))
      return pending
    default:
      return unreachable(deletion)
  }
}

async function end(
  deps: RevokeDeps,
  pending: RequestIn<'revoke_pending'>,
  message: string,
  fields: object,
): Promise<RequestIn<'revoked'>> {
  deps.log.info(message, { ...fields, cause: pending.cause })
  return deps.registry.advance(pending, 'revoked', {}, { user: 'newkey', team: pending.team })
}
