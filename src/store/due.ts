import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../domain/clock.ts'

/**
 * Whether the time of a row has come, or lies further ahead than any pause: then a wrong clock has set it.
 * @param longest the longest pause between two looks at such a row (ms)
 */
export const isDue = (now: Instant, longest: number): RawBuilder<boolean> =>
  sql<boolean>`(due_at <= ${now} or due_at > ${now + longest})`
