/** What every table of states says of each state. */
interface StateFacts {
  /** The states that may follow. */
  readonly next: readonly string[]
}

/** The states of a table for which something is true. */
export function statesWhere<S extends string, F extends StateFacts>(
  states: Readonly<Record<S, F>>,
  isTrue: (facts: F) => boolean,
): readonly S[] {
  const all: S[] = []
  for (const state in states) if (isTrue(states[state])) all.push(state)
  return all
}

/** What has to be said to go from the facts `From` to the facts `To`: those that aren't known yet. */
export type Added<From, To> = {
  readonly [K in keyof To as From extends Pick<To, K> ? never : K]: To[K]
}
