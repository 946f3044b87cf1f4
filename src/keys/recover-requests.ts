import { newkeyFor } from '../domain/event.ts'
import type { Key, KeyIn, OpenKey } from '../domain/key.ts'
import type { OpenRequest, Request } from '../domain/request.ts'
import { describeError, unreachable } from '../errors.ts'
import type { LogFields } from '../log.ts'
import { finishRevoking, holdKey, type RevokeServices, revokeUnasked } from './revoke-key.ts'
import { sideBySide } from './side-by-side.ts'

/** A key that was made and whose record nobody touched for so long (ms) may have been shown: the record may be old. */
const STALE_MS = 3_600_000
/** How many deletions are under way at a time. One that hangs at Twilio holds up few others. */
const MOST_DELETIONS = 5

/**
 * Ends what nobody works on any more, as after a crash: before the intent nothing was made; after it a key may exist; a
 * key that was made and not shown is deleted. Nobody is told here: that comes after, since a Slack that hangs must not
 * keep a key alive that nobody saw. One bad row doesn't stop the others.
 * @throws NewkeyError `store_failed` when the rows can't be read
 */
export async function recoverRequests(services: RevokeServices): Promise<void> {
  const { store } = services
  for (const request of await store.requests.due())
    await attempt(services, { request: request.id }, () => endRequest(services, request)).finally(() =>
      store.requests.release(request.id),
    )
  const keys = await store.keys.due()
  const recover = (key: OpenKey): Promise<void> =>
    attempt(services, { request: key.request, sid: key.sid }, () => endKey(services, key)).finally(() =>
      store.keys.release(key.sid),
    )
  // One by one: how many keys go unasked in an hour is counted before each.
  for (const key of keys) if (key.state === 'created') await recover(key)
  const revoking = keys.filter(({ state }) => state === 'revoking')
  await sideBySide(revoking, MOST_DELETIONS, recover)
}

async function attempt(
  services: RevokeServices,
  fields: LogFields,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    services.log.error('A request could not be recovered; newkey will try again', {
      ...fields,
      ...describeError(error),
    })
  }
}

async function endRequest({ store, log }: RevokeServices, request: OpenRequest): Promise<Request> {
  log.warn('Resuming an interrupted request', { request: request.id, state: request.state })
  switch (request.state) {
    case 'received':
    case 'authorized':
      return store.requests.advance(request, 'failed', { cause: 'interrupted' }, newkeyFor(request))
    case 'intent':
      return store.requests.advance(request, 'unknown', { cause: 'interrupted' }, newkeyFor(request))
    default:
      return unreachable(request)
  }
}

async function endKey(services: RevokeServices, key: OpenKey): Promise<Key> {
  switch (key.state) {
    case 'created':
      services.log.warn('Resuming an interrupted request', {
        request: key.request,
        sid: key.sid,
        state: key.state,
      })
      return isStale(key, services.clock.now())
        ? holdKey(services, key, 'stale')
        : revokeUnasked(services, key, 'interrupted')
    case 'revoking':
      return finishRevoking(services, key)
    default:
      return unreachable(key)
  }
}

/** Also of a record from the future: a clock was wrong, and nobody can say how old it is. */
function isStale(key: KeyIn<'created'>, now: number): boolean {
  return Math.abs(now - key.changedAt) > STALE_MS
}
