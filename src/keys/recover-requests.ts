import { toldOf, unreachable } from '../errors.ts'
import type { Deps } from './deps.ts'
import { type Ended, hasEnded, type Request } from './request.ts'
import { finishRevoking, holdKey, pauseAfter, type RevokeDeps, revokeUnasked } from './revoke-key.ts'
import { tellRequester } from './tell-requester.ts'

type RecoverDeps = RevokeDeps & Pick<Deps, 'notices'>

/** A key that was made and whose record nobody touched for so long (ms) may have been shown: the record may be old. */
const STALE_MS = 3_600_000

/**
 * Ends what nobody works on any more, as after a crash: before intent nothing was made; after it a key may exist; a
 * key that was made and not shown is deleted; and every requester is told. One bad row doesn't stop the others.
 * @throws NewkeyError `store_failed` when the rows can't be read
 */
export async function recoverRequests(deps: RecoverDeps): Promise<void> {
  for (const request of await deps.registry.due()) {
    try {
      const ended = await end(deps, request)
      if (!ended) continue
      // What can't be put off can't be noted as told either, and would be said again every minute.
      await deps.registry.postpone(ended, deps.now() + pauseAfter(ended.attempts))
      await tellRequester(deps, ended)
    } catch (error) {
      deps.log.error('A request could not be recovered; it will be tried again', {
        request: request.id,
        ...toldOf(error),
      })
    }
  }
}

async function end(deps: RecoverDeps, request: Request): Promise<Ended | undefined> {
  const by = { user: 'newkey', team: request.team } as const
  const open = !hasEnded(request)
  if (open) deps.log.warn('Taking up an interrupted request', { request: request.id, state: request.state })
  switch (request.state) {
    case 'received':
    case 'authorized':
      return deps.registry.advance(request, 'failed', { why: 'interrupted' }, by)
    case 'intent':
      return deps.registry.advance(request, 'unknown', { why: 'interrupted' }, by)
    case 'created':
      return deps.now() - request.changedAt > STALE_MS
        ? holdKey(deps, request, 'stale')
        : revokeUnasked(deps, request, 'interrupted')
    case 'revoke_pending': {
      const now = await finishRevoking(deps, request)
      return now.told ? undefined : now
    }
    case 'delivered':
    case 'confirmed':
    case 'denied':
    case 'failed':
    case 'unknown':
    case 'held':
    case 'revoked':
      return request
    case 'kept':
      return undefined
    default:
      return unreachable(request)
  }
}
