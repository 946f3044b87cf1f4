/** How old a read may be (ms), counted from when it began. */
export const FRESH_MS = 30_000
/** A read that keeps being discarded while it runs is given up after so many tries. */
const TRIES = 3

export interface FreshReads<K, T> {
  /** @returns what was read no more than 30 s ago, or undefined when it can't be read */
  get(key: K): Promise<T | undefined>
  /** Makes every read of `key` that has begun worthless, also one under way. */
  discard(key: K): void
}

/** Reads each key once at a time, for everybody who asks meanwhile. A failed read is kept for nobody. */
export function createFreshReads<K, T>(
  read: (key: K) => Promise<T | undefined>,
  monotonic: () => number,
): FreshReads<K, T> {
  const reads = new Map<K, { readonly began: number; readonly answer: Promise<T | undefined> }>()
  return {
    get: async (key) => {
      for (let tries = 0; tries < TRIES; tries++) {
        let current = reads.get(key)
        if (!current || monotonic() - current.began > FRESH_MS) {
          current = { began: monotonic(), answer: read(key) }
          reads.set(key, current)
        }
        const answer = await current.answer
        const valid = reads.get(key) === current && monotonic() - current.began <= FRESH_MS
        if (answer === undefined && reads.get(key) === current) reads.delete(key)
        if (answer === undefined || valid) return answer
      }
      return undefined
    },
    discard: (key) => void reads.delete(key),
  }
}
