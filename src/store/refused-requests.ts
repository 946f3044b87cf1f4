import { sql } from 'kysely'
import type { Instant } from '../domain/clock.ts'
import type { RefusedRequests } from '../domain/refused-requests.ts'
import { FORGETTABLE_REQUESTS, type RequestState } from '../domain/request.ts'
import type { Engine } from './engine.ts'

/** How many rows one statement deletes. Between two statements, other work of the process runs. */
export const MOST_ROWS = 1_000

/** Deletes the rows of old refused requests. Their audit records stay. */
export function createRefusedRequests(db: Engine): RefusedRequests {
  return {
    forget: async (before, stopping) => {
      let deleted = 0
      for (const state of FORGETTABLE_REQUESTS) {
        while (!stopping()) {
          const rows = await deleteSome(db, state, before)
          deleted += rows
          if (rows < MOST_ROWS) break
          await db.giveTurn()
        }
      }
      return deleted
    },
  }
}

/**
 * The state is literal text in an equation of its own: a partial index is used only where the planner sees its very
 * condition (SQLite docs: "Partial Indexes").
 */
async function deleteSome(db: Engine, state: RequestState, before: Instant): Promise<number> {
  const { numAffectedRows } = await db.guard(() =>
    sql`delete from requests where id in (
      select id from requests
      where state = ${sql.lit(state)} and changed_at < ${before}
      and not exists (select 1 from messages where about = requests.id)
      order by changed_at limit ${MOST_ROWS}
    )`.execute(db),
  )
  return Number(numAffectedRows ?? 0)
}
