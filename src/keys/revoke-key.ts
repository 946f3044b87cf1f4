import type { AuditActor } from '../audit/event.ts'
import { NewkeyError } from '../errors.ts'
import type { Deps } from './deps.ts'
import type { Deletion } from './issuer.ts'
import type { RevokeReason } from './reasons.ts'
import type { RequestIn } from './request.ts'

type RevokeDeps = Pick<Deps, 'registry' | 'issuer' | 'log' | 'now'>
type Revoking = RequestIn<'revoke_pending'> | RequestIn<'revoked'>

/** The pause before the next try (ms): a quarter of a minute, doubled each time, up to 15 minutes. */
export function pauseAfter(attempts: number): number {
  return Math.min(15_000 * 2 ** Math.min(attempts, 10), 15 * 60_000)
}

/**
 * Deletes a key that a record proves to be ours: what is meant is durable first, then the deletion, then its result.
 * @param by who wants it; newkey itself when nobody is named
 * @returns `revoked`, or `revoke_pending` when Twilio didn't delete it yet: recovery tries again until it is gone
 * @throws NewkeyError `store_failed`, after the deletion was tried all the same
 */
export async function revokeKey(
  deps: RevokeDeps,
  request: RequestIn<'created'> | RequestIn<'delivered'> | RequestIn<'confirmed'>,
  why: RevokeReason,
  by: AuditActor = { user: 'newkey', team: request.team },
): Promise<Revoking> {
  try {
    return await finishRevoking(deps, await deps.registry.advance(request, 'revoke_pending', { why }, by))
  } catch (error) {
    if (!(error instanceof NewkeyError)) throw error
    if (error.code === 'store_failed') await deps.issuer.delete(request.sid, request)
    const current = error.code === 'overtaken' ? await deps.registry.find(request.id) : undefined
    if (current?.state === 'revoke_pending' || current?.state === 'revoked') return current
    throw error
  }
}

/** Tries once to delete the key of a request that waits for it. @throws NewkeyError `store_failed`, `overtaken` */
export async function finishRevoking(
  deps: RevokeDeps,
  pending: RequestIn<'revoke_pending'>,
): Promise<Revoking> {
  return settle(deps, pending, await deps.issuer.delete(pending.sid, pending))
}

/** Records what came of a deletion. @throws NewkeyError `store_failed`, `overtaken` */
export async function settle(
  deps: RevokeDeps,
  pending: RequestIn<'revoke_pending'>,
  deletion: Deletion,
): Promise<Revoking> {
  const fields = { request: pending.id, sid: pending.sid, ...deletion.diagnosis }
  if (deletion.kind === 'gone') {
    deps.log.info('The key is deleted', { ...fields, why: pending.why })
    return deps.registry.advance(pending, 'revoked', {}, { user: 'newkey', team: pending.team })
  }
  deps.log.error('The key is not deleted yet; it will be tried again', { ...fields, why: deletion.why })
  await deps.registry.postpone(pending, deps.now() + pauseAfter(pending.attempts))
  return pending
}
