import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import type { RefusedRequests } from '../keys/forget-refusals.ts'
import { guard } from './append.ts'
import type { Database } from './sqlite/open.ts'

/** SQLite works in this process: between two statements others get their turn. */
export const MOST_ROWS = 1_000

export function createRefusedRequests(db: Database): RefusedRequests {
  return {
    forget: async (before, stopping) => {
      let deleted = 0
      while (!stopping()) {
        // The state stands here as text, since SQLite takes a partial index only for what it can read beforehand.
        const { numAffectedRows } = await guard(() =>
          sql`delete from requests where id in (
            select id from requests
            where state = 'denied' and told_at is not null and changed_at < ${before}
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
