import type { AuditListener, AuditLog } from '../audit/log.ts'
import type { Instant } from '../keys/key.ts'
import { append, commit, guard } from './append.ts'
import type { Database } from './node-sqlite.ts'

export function createAuditLog(
  db: Database,
  deps: { readonly now: () => Instant; readonly heard: AuditListener },
): AuditLog {
  return {
    append: async (event) => {
      const { record } = await commit(db, deps.heard, async (trx) => ({
        record: await append(trx, deps.now(), event),
      }))
      return record
    },
    head: () => guard(() => db.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirstOrThrow()),
  }
}
