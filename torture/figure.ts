/** Chance that a seed repeats. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number
  pick<T>(from: readonly T[]): T
}

/** One line of the table: what is done, how often, and what it must show. */
export interface Figure {
  readonly name: string
  /** How often in a full run, and in the short one that `npm test` makes. */
  readonly runs: number
  readonly short: number
  /** @returns what was done and seen, and every violation of a promise */
  readonly run: (runs: number, random: Random) => Promise<Outcome>
}

export interface Outcome {
  readonly seen: string
  readonly violations: readonly string[]
}

/** Repeatable chance (mulberry32, Tommy Ettinger, public domain). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    pick: (from) => {
      const one = from[below(from.length)]
      if (one === undefined) throw new Error('nothing to pick from')
      return one
    },
  }
}

/** A figure in which too little happened proves nothing. @returns that as a violation */
export function floor(seen: number, least: number, what: string): string[] {
  return seen >= least ? [] : [`only ${seen} ${what}, fewer than ${Math.ceil(least)}: nothing is proved`]
}
