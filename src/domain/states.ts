import type { Instant } from './clock.ts'

/** What every table of states says about each state. */
interface StateFacts {
  /** The states that may follow. */
  readonly next: readonly string[]
}

/** The states of a table for whose facts `isTrue` is true. */
export function statesWhere<S extends string, F extends StateFacts>(
  states: Readonly<Record<S, F>>,
  isTrue: (facts: F) => boolean,
): readonly S[] {
  const all: S[] = []
  for (const state in states) if (isTrue(states[state])) all.push(state)
  return all
}

/** The facts in `To` that `From` doesn't have: a move between two states has to add them. */
export type Added<From, To> = {
  readonly [K in keyof To as From extends Pick<To, K> ? never : K]: To[K]
}

/** How long newkey waits for the answer to a question (ms). */
export const ANSWER_MS = 10 * 60_000

/**
 * When a row that has just come into a state is next looked at: at once where there is work to do, so that whoever comes
 * first takes it up if the process that works on it dies; when the time for an answer is over, where one is awaited; and
 * never where there is nothing to do.
 */
export function dueOnEntry(work: string, now: Instant): Instant | null {
  if (work === 'none') return null
  return work === 'expire' ? now + ANSWER_MS : now
}
