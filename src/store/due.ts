import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../domain/clock.ts'

/**
 * Whether the time of a row has come. A time further ahead than any pause was set by a wrong clock, and counts as come.
 * The first term is the condition of the index on `due_at`: without it, every row of the table would be read.
 * @param longest the longest pause between two looks at such a row (ms)
 */
export const isDue = (now: Instant, longest: number): RawBuilder<boolean> =>
  sql<boolean>`(due_at is not null and (due_at <= ${now} or due_at > ${now + longest}))`

/** The same for rows that nothing puts off before the first attempt: such a row is due whatever the clock says. */
export const isDueOrUntried = (now: Instant, longest: number): RawBuilder<boolean> =>
  sql<boolean>`(due_at is not null and (due_at <= ${now} or due_at > ${now + longest} or attempts = 0))`
