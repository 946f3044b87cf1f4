import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import type { RefusedRequests } from '../domain/refused-requests.ts'
import type { Engine } from './engine.ts'

/** How many rows one statement deletes. SQLite runs in this process, and other work gets its turn between two statements. */
export const MOST_ROWS = 1_000

/** Deletes the rows of old refused requests. Their audit records stay. */
export function createRefusedRequests(db: Engine): RefusedRequests {
  return {
    forget: async (before, stopping) => {
      let deleted = 0
      while (!stopping()) {
        // The state is literal text, not a parameter: SQLite uses a partial index only if it can see the value when it
        // plans the query (SQLite docs: "Partial Indexes").
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
