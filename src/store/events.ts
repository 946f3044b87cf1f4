import type { EventActor, EventName, KeyEvent } from '../domain/event.ts'
import type { Key } from '../domain/key.ts'
import type { Request, RequestState } from '../domain/request.ts'

/** The states of a request whose record is another one's: a key that is created says that its request is issued. */
type ToldByKey = 'issued'
const isToldByKey = (state: RequestState): state is ToldByKey => state === 'issued'

/** What the audit log says of a request that has come into its state; nothing where its key's record says it. */
export function requestEvents(request: Request, by: EventActor): readonly KeyEvent[] {
  if (isToldByKey(request.state)) return []
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

/** What the audit log says of something that happened to a key. */
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
