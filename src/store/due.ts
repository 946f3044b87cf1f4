import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../domain/clock.ts'

/**
 * A condition for rows that are due. A `due_at` further ahead than the longest pause was set by a wrong clock, so that
 * row is due too.
 * @param longest the longest pause between two looks at such a row (ms)
 */
export const isDue = (now: Instant, longest: number): RawBuilder<boolean> =>
  sql<boolean>`(due_at <= ${now} or due_at > ${now + longest})`

/** The same for rows that nothing puts off before the first try: such a row is due whatever the clock says. */
export const isDueOrUntried = (now: Instant, longest: number): RawBuilder<boolean> =>
  sql<boolean>`(due_at <= ${now} or due_at > ${now + longest} or (due_at is not null and attempts = 0))`
