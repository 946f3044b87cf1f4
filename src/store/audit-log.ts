import type { AuditListener, AuditLog } from '../audit/log.ts'
import type { Instant } from '../domain/key.ts'
import { append, commit, guard } from './append.ts'
import type { OwnDatabase } from './sqlite/open.ts'

export function createAuditLog(
  db: OwnDatabase,
  deps: { readonly now: () => Instant; readonly onAudit: AuditListener },
): AuditLog {
  return {
    append: async (event) => {
      const { record } = await commit(db, deps.onAudit, async (trx) => ({
        record: await append(trx, deps.now(), event),
      }))
      return record
    },
    head: () => guard(() => db.witness.compare(db)),
  }
}
