import { newkeyFor } from '../domain/event.ts'
import type { Key, KeyIn, OpenKey } from '../domain/key.ts'
import type { OpenRequest, Request, RequestIn } from '../domain/request.ts'
import { describeError, unreachable } from '../errors.ts'
import type { LogFields } from '../log.ts'
import type { Services } from './ports.ts'
import { finishRevoking, holdKey, revokeUnasked } from './revoke-key.ts'
import { sideBySide } from './side-by-side.ts'

/** If the record of a created key is older than this (ms), it may come from a backup, and the secret may have been shown since. */
const STALE_MS = 3_600_000
/** How many deletions run at a time, so that one that hangs at Twilio delays few others. */
const MOST_DELETIONS = 5

/**
 * Ends the requests and keys that no process works on any more, as after a crash. Before the intent, no key was made; after
 * it, a key may exist; a key that was created and not delivered is revoked. People are told later, not here: if Slack
 * hangs, it must not delay the deletion of such a key. One row that fails doesn't stop the others.
 * @throws NewkeyError `store_failed` when the rows can't be read
 */
export async function recoverRequests(services: Services): Promise<void> {
  const { store } = services
  for (const request of await store.requests.due())
    await attempt(services, { request: request.id }, () => endRequest(services, request)).finally(() =>
      store.requests.release(request.id),
    )
  for (const request of await store.requests.unanswered())
    await attempt(services, { request: request.id }, () => expireRequest(services, request)).finally(() =>
      store.requests.release(request.id),
    )
  const keys = await store.keys.due()
  const recover = (key: OpenKey): Promise<void> =>
    attempt(services, { request: key.request, sid: key.sid }, () => endKey(services, key)).finally(() =>
      store.keys.release(key.sid),
    )
  // One by one, since the number of keys revoked unasked is checked before each.
  for (const key of keys) if (key.state === 'created') await recover(key)
  const revoking = keys.filter(({ state }) => state === 'revoking')
  await sideBySide(revoking, MOST_DELETIONS, recover)
}

async function attempt(services: Services, fields: LogFields, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    services.log.error('A request could not be recovered; newkey will try again', {
      ...fields,
      ...describeError(error),
    })
  }
}

async function endRequest({ store, log }: Services, request: OpenRequest): Promise<Request> {
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

/** Ends a request whose requester was asked whether they mean it, and hasn't answered in time. */
export function expireRequest(
  { store }: Pick<Services, 'store'>,
  request: RequestIn<'asked'>,
): Promise<RequestIn<'expired'>> {
  return store.requests.advance(request, 'expired', {}, newkeyFor(request))
}

async function endKey(services: Services, key: OpenKey): Promise<Key> {
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

/** A record from the future counts as stale too: a clock was wrong, so its age is unknown. */
function isStale(key: KeyIn<'created'>, now: number): boolean {
  return Math.abs(now - key.changedAt) > STALE_MS
}
