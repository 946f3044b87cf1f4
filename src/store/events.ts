import type { EventActor, EventName, KeyEvent } from '../domain/event.ts'
import type { Key } from '../domain/key.ts'
import type { Request, RequestState } from '../domain/request.ts'

/** The states that have no record of their own: the key's `created` record also says that the request is issued. */
type RecordedWithKey = 'issued'
const isRecordedWithKey = (state: RequestState): state is RecordedWithKey => state === 'issued'

/** The audit events for a request that has just entered its state; none where the key's record covers it. */
export function requestEvents(request: Request, by: EventActor): readonly KeyEvent[] {
  if (isRecordedWithKey(request.state)) return []
  return [
    {
      event: request.state,
      request: request.id,
      actor: by,
      account: request.account,
      region: request.region,
      name: request.name,
      sid: null,
      group: 'group' in request ? request.group : null,
      reason: request.reason,
      outcome: 'cause' in request ? request.cause : 'ok',
      details: {},
    },
  ]
}

/** The events whose outcome is the key's cause. */
const HAVE_CAUSE: readonly EventName[] = ['held', 'kept', 'revoking', 'revoked']

/** The audit event for something that happened to a key. */
export function keyEvent(key: Key, event: EventName, by: EventActor): KeyEvent {
  return {
    event,
    request: key.request,
    actor: by,
    account: key.account,
    region: key.region,
    name: key.name,
    sid: key.sid,
    group: key.group,
    reason: key.reason,
    outcome: HAVE_CAUSE.includes(event) && 'cause' in key ? (key.cause ?? 'ok') : 'ok',
    details: {},
  }
}
