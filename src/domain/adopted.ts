import { type Checkpoint, declare } from '../audit/verify.ts'
import type { KeyEvent } from './event.ts'
import type { KeyLocation } from './location.ts'

/**
 * The audit event for the operator's declaration that records are missing.
 * @param at the account and region in which this newkey makes keys
 * @param explanation why they are missing, in the operator's words: it becomes the record's `reason`
 * @param missing the checkpoint that isn't in the log; undefined if nobody knows how far the log had got
 */
export function adopted(
  at: Pick<KeyLocation, 'account' | 'region'>,
  explanation: string,
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
    reason: explanation,
    outcome: 'ok',
    details: declare(missing),
  }
}
