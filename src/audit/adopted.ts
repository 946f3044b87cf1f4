import type { AccountSid } from '../keys/key.ts'
import type { AuditEvent } from './event.ts'

/** What the log says when the operator declares that records are missing. */
export function adopted(account: AccountSid, reason: string): AuditEvent {
  return {
    event: 'adopted',
    request: null,
    actor: { user: 'operator', team: null },
    account,
    name: '',
    sid: null,
    group: null,
    reason,
    outcome: 'ok',
  }
}
