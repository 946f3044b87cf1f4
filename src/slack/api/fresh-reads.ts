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
  /** What was read last, however old it is or whether it has been discarded: `holds` says so. It begins no read. */
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
  }
  const reads = new Map<K, Begun>()
  const last = new Map<K, Read<T>>()

  function begin(key: K): Begun {
    const begun = { began: monotonic(), answer: start(key) }
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
        if (value === undefined) {
          if (reads.get(key) === used) reads.delete(key)
          return undefined
        }
        const read = { value, holds: holds(key, used) }
        last.set(key, read)
        if (read.holds()) return read
      }
      return undefined
    },
    known: (key) => last.get(key),
    discard: (key) => void reads.delete(key),
  }
}
