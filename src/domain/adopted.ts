import type { AccountSid } from '../ids.ts'
import type { KeyEvent } from './event.ts'

/** What the log says when the operator declares that records are missing. */
export function adopted(account: AccountSid, reason: string): KeyEvent {
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
