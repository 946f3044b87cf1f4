/** How old a read may be (ms), counted from when it began. */
export const FRESH_MS = 30_000
/** A read that keeps being discarded while it runs is given up after so many tries. */
const TRIES = 3

export interface FreshReads<K, T> {
  /** @returns what was read no more than 30 s ago, or undefined when it can't be read */
  get(key: K): Promise<T | undefined>
  /** The same, with whether it still counts: it has neither been discarded nor become older than that. */
  read(key: K): Promise<{ readonly value: T; readonly holds: () => boolean } | undefined>
  /** Makes every read of `key` that has begun worthless, also one under way. */
  discard(key: K): void
}

/** Reads each key once at a time, for everybody who asks meanwhile. A failed read is kept for nobody. */
export function createFreshReads<K, T>(
  start: (key: K) => Promise<T | undefined>,
  monotonic: () => number,
): FreshReads<K, T> {
  const reads = new Map<K, { readonly began: number; readonly answer: Promise<T | undefined> }>()
  async function read(key: K) {
    for (let tries = 0; tries < TRIES; tries++) {
      let current = reads.get(key)
      if (!current || monotonic() - current.began > FRESH_MS) {
        current = { began: monotonic(), answer: start(key) }
        reads.set(key, current)
      }
      const used = current
      const holds = (): boolean => reads.get(key) === used && monotonic() - used.began <= FRESH_MS
      const value = await used.answer
      if (value === undefined && reads.get(key) === used) reads.delete(key)
      if (value === undefined) return undefined
      if (holds()) return { value, holds }
    }
    return undefined
  }

  return {
    get: async (key) => (await read(key))?.value,
    read,
    discard: (key) => void reads.delete(key),
  }
}
