import { sql } from 'kysely'
import { FORGETTABLE_REQUESTS } from '../domain/request.ts'
import type { RefusedRequests } from '../keys/forget-refusals.ts'
import type { Engine } from './engine.ts'

/** How many rows one statement deletes. Between two statements, other work of the process runs. */
export const MOST_ROWS = 1_000

const FORGETTABLE = sql.join(FORGETTABLE_REQUESTS.map((state) => sql.lit(state)))

/** Deletes the rows of old refused requests. Their audit records stay. */
export function createRefusedRequests(db: Engine): RefusedRequests {
  return {
    forget: async (before, stopping) => {
      let deleted = 0
      while (!stopping()) {
        // The states are literal text, not parameters: a partial index is used only where the planner sees the values
        // (SQLite docs: "Partial Indexes").
        const { numAffectedRows } = await db.guard(() =>
          sql`delete from requests where id in (
            select id from requests
            where state in (${FORGETTABLE}) and changed_at < ${before}
            and not exists (select 1 from messages where about = requests.id)
            order by changed_at limit ${MOST_ROWS}
          )`.execute(db),
        )
        deleted += Number(numAffectedRows ?? 0)
        if (Number(numAffectedRows ?? 0) < MOST_ROWS) break
        await db.giveTurn()
      }
      return deleted
    },
  }
}
