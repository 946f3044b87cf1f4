import type { AuditLog } from '../audit/log.ts'
import { NewkeyError } from '../errors.ts'
import type { Engine } from './engine.ts'
import type { Transact } from './transact.ts'

/** The audit log, for events that change neither a request nor a key. */
export function createAuditLog(db: Engine, transact: Transact): AuditLog {
  return {
    append: async (event) => {
      const { records } = await transact(async () => ({ result: undefined, events: [event] }))
      const [record] = records
      if (!record) throw new NewkeyError('store_failed', 'an event was committed without its record')
      return record
    },
    head: () => db.guard(() => db.witness.compare(db)),
  }
}
