import type { AuditListener, AuditLog } from '../audit/log.ts'
import type { Clicks } from '../domain/clicks.ts'
import type { Clock } from '../domain/clock.ts'
import type { Keys } from '../domain/keys.ts'
import type { Messages } from '../domain/messages.ts'
import type { RefusedRequests } from '../domain/refused-requests.ts'
import type { Requests } from '../domain/requests.ts'
import type { Log } from '../log.ts'
import { createAuditLog } from './audit.ts'
import { createClicks } from './clicks.ts'
import type { Engine } from './engine.ts'
import { createKeys } from './keys.ts'
import { createLeases } from './leases.ts'
import { createMessages } from './messages.ts'
import { createRefusedRequests } from './refused-requests.ts'
import { createRequests } from './requests.ts'
import { createTransact } from './transact.ts'

/**
 * Builds the store on an open database of any engine.
 * @param deps.process the unique name of this process
 * @param deps.onAudit called with each audit record once it is durable
 */
export function createStore(
  db: Engine,
  deps: {
    readonly clock: Pick<Clock, 'now' | 'steady' | 'monotonic'>
    readonly process: string
    readonly onAudit: AuditListener
    readonly log: Log
  },
): {
  readonly requests: Requests
  readonly keys: Keys
  readonly messages: Messages
  readonly clicks: Clicks
  readonly refusedRequests: RefusedRequests
  readonly audit: AuditLog
} {
  const { clock, log } = deps
  const transact = createTransact(db, { now: clock.now, onAudit: deps.onAudit })
  const leases = createLeases({
    process: deps.process,
    monotonic: clock.monotonic,
    isSoleWriter: db.isSoleWriter,
  })
  const parts = { db, transact, leases, clock, log }
  return {
    requests: createRequests(parts),
    keys: createKeys(parts),
    messages: createMessages(parts),
    clicks: createClicks(db),
    refusedRequests: createRefusedRequests(db),
    audit: createAuditLog(db, transact),
  }
}
