import { type Checkpoint, declare } from '../audit/verify.ts'
import type { KeyEvent } from './event.ts'
import type { KeyLocation } from './location.ts'

/**
 * What the log says when the operator declares that records are missing.
 * @param at where this newkey makes keys
 * @param reason why they are missing, in the operator's words
 * @param missing the checkpoint that isn't in the log; undefined where nobody knows how far the log had come
 */
export function adopted(
  at: Pick<KeyLocation, 'account' | 'region'>,
  reason: string,
  missing: Checkpoint | undefined,
): KeyEvent {
  return {
    event: 'adopted',
    request: null,
    actor: { user: 'operator', team: null },
    account: at.account,
    region: at.region,
    name: '',
    sid: null,
    group: null,
    reason,
    outcome: 'ok',
    details: declare(missing),
  }
}
