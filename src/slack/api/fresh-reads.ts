/** How old a read may be (ms), counted from when it began. */
export const FRESH_MS = 30_000
/** A read that keeps being discarded while it runs is given up after so many tries. */
const TRIES = 3

/** What was read, and whether it still counts: it has neither been discarded nor become older than 30 s. */
export interface Read<T> {
  readonly value: T
  readonly holds: () => boolean
}

export interface FreshReads<K, T> {
  /** @returns what was read no more than 30 s ago, or undefined when it can't be read */
  read(key: K): Promise<Read<T> | undefined>
  /** The same where it is at hand. It begins no read. */
  known(key: K): Read<T> | undefined
  /** Makes every read of `key` that has begun worthless, also one under way. */
  discard(key: K): void
}

/** Reads each key once at a time, for everybody who asks meanwhile. A failed read is shared with nobody later. */
export function createFreshReads<K, T>(
  start: (key: K) => Promise<T | undefined>,
  monotonic: () => number,
): FreshReads<K, T> {
  interface Begun {
    readonly began: number
    readonly answer: Promise<T | undefined>
    value: T | undefined
  }
  const reads = new Map<K, Begun>()

  function begin(key: K): Begun {
    const begun: Begun = { began: monotonic(), answer: start(key), value: undefined }
    reads.set(key, begun)
    return begun
  }

  const isFresh = ({ began }: Begun): boolean => monotonic() - began <= FRESH_MS
  const holds =
    (key: K, used: Begun): (() => boolean) =>
    () =>
      reads.get(key) === used && isFresh(used)

  return {
    read: async (key) => {
      for (let tries = 0; tries < TRIES; tries++) {
        const current = reads.get(key)
        const used = current && isFresh(current) ? current : begin(key)
        const value = await used.answer
        used.value = value
        if (value === undefined && reads.get(key) === used) reads.delete(key)
        if (value === undefined) return undefined
        if (holds(key, used)()) return { value, holds: holds(key, used) }
      }
      return undefined
    },
    known: (key) => {
      const current = reads.get(key)
      if (current?.value === undefined || !isFresh(current)) return undefined
      return { value: current.value, holds: holds(key, current) }
    },
    discard: (key) => void reads.delete(key),
  }
}
