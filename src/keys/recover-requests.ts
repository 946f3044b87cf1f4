import type { Request, RequestIn } from '../domain/request.ts'
import { describeError, unreachable } from '../errors.ts'
import { finishRevoking, holdKey, type RevokeDeps, revokeUnasked } from './revoke-key.ts'
import { sideBySide } from './side-by-side.ts'

/** A key that was made and whose record nobody touched for so long (ms) may have been shown: the record may be old. */
const STALE_MS = 3_600_000
/** Deletions under way at a time: a Twilio that hangs on one holds up few others. */
const MOST_DELETIONS = 5

/**
 * Ends what nobody works on any more, as after a crash: before intent nothing was made; after it a key may exist; a
 * key that was made and not shown is deleted. Nobody is told here: that comes after, since a Slack that hangs must not
 * keep a key alive that nobody saw. One bad row doesn't stop the others.
 * @throws NewkeyError `store_failed` when the rows can't be read
 */
export async function recoverRequests(deps: RevokeDeps): Promise<void> {
  const due = await deps.registry.due()
  // One by one: how many keys go unasked in an hour is counted before each.
  for (const request of due) if (request.state !== 'revoke_pending') await attempt(deps, request)
  const pending = due.filter((request) => request.state === 'revoke_pending')
  await sideBySide(pending, MOST_DELETIONS, (request) => attempt(deps, request))
}

async function attempt(deps: RevokeDeps, request: Request): Promise<void> {
  try {
    await end(deps, request)
  } catch (error) {
    deps.log.error('A request could not be recovered; newkey will try again', {
      request: request.id,
      ...describeError(error),
    })
  } finally {
    deps.registry.release(request.id)
  }
}

async function end(deps: RevokeDeps, request: Request): Promise<Request> {
  const by = { user: 'newkey', team: request.team } as const
  if (request.state !== 'revoke_pending')
    deps.log.warn('Resuming an interrupted request', { request: request.id, state: request.state })
  switch (request.state) {
    case 'received':
    case 'authorized':
      return deps.registry.advance(request, 'failed', { cause: 'interrupted' }, by)
    case 'intent':
      return deps.registry.advance(request, 'unknown', { cause: 'interrupted' }, by)
    case 'created':
      return isStale(request, deps.now())
        ? holdKey(deps, request, 'stale')
        : revokeUnasked(deps, request, 'interrupted')
    case 'revoke_pending':
      return finishRevoking(deps, request)
    case 'delivered':
    case 'confirmed':
    case 'denied':
    case 'failed':
    case 'unknown':
    case 'held':
    case 'kept':
    case 'revoked':
      return request
    default:
      return unreachable(request)
  }
}

/** Also of a record from the future: a clock was wrong, and nobody can say how old it is. */
function isStale(request: RequestIn<'created'>, now: number): boolean {
  return Math.abs(now - request.changedAt) > STALE_MS
}
