import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const STATEMENTS = [
  // Whose DM a question to a reviewer was posted in; null for a channel, and for a question that was posted before.
  'alter table messages add column reader text',
  'create index keys_in_state on keys (state, cause)',
]

/** Records who reads a question to a reviewer, and finds keys by their state. */
export const readers: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
