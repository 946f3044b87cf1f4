import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import type { RefusedRequests } from '../keys/forget-refusals.ts'
import type { Engine } from './engine.ts'

/** SQLite works in this process: between two statements others get their turn. */
export const MOST_ROWS = 1_000

export function createRefusedRequests(db: Engine): RefusedRequests {
  return {
    forget: async (before, stopping) => {
      let deleted = 0
      while (!stopping()) {
        // The state stands here as text, since SQLite takes a partial index only for what it can read beforehand.
        const { numAffectedRows } = await db.guard(() =>
          sql`delete from requests where id in (
            select id from requests
            where state = 'denied' and changed_at < ${before}
            and not exists (select 1 from messages where about = requests.id)
            order by changed_at limit ${MOST_ROWS}
          )`.execute(db),
        )
        deleted += Number(numAffectedRows ?? 0)
        if (Number(numAffectedRows ?? 0) < MOST_ROWS) break
        await turn()
      }
      return deleted
    },
  }
}
