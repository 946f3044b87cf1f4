import type { EventActor, KeyEvent } from '../domain/event.ts'
import type { Request } from '../domain/request.ts'

/** What the audit log says of a request that has come into its state. */
export function eventOf(request: Request, by: EventActor): KeyEvent {
  return {
    event: request.state,
    request: request.origin ?? request.id,
    actor: { user: by.user, team: by.team },
    account: request.account,
    region: request.region,
    name: request.name,
    sid: 'sid' in request ? request.sid : null,
    group: 'group' in request ? request.group : null,
    reason: request.reason,
    outcome: 'cause' in request ? request.cause : 'ok',
    details: {},
  }
}
