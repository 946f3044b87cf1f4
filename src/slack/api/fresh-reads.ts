import { isNoAnswer, NO_ANSWER, type NoAnswer } from '../../domain/no-answer.ts'

/** How old a read may be (ms), counted from when it began. */
export const FRESH_MS = 30_000
/** How often a read is started again if it is discarded while it runs. */
const TRIES = 3

/** A value that was read. `holds`: whether it is still current, that is neither discarded nor older than 30 s. */
export interface FreshRead<T> {
  readonly value: T
  readonly holds: () => boolean
}

/** Reads that are at most 30 s old, by key. */
export interface FreshReads<K, T> {
  /**
   * Reads `key`, unless that was done no more than 30 s ago.
   * @param notBefore a read that began before this moment doesn't count (ms, on the clock that never goes back)
   * @returns why not, when it can't be read
   */
  read(key: K, notBefore?: number): Promise<FreshRead<T> | NoAnswer>
  /** The last value that was read, even if it is old or discarded; `holds` tells. It starts no read. */
  known(key: K): FreshRead<T> | undefined
  /** Discards every read of `key` so far, including one that is running. */
  discard(key: K): void
}

/**
 * Creates reads that run once at a time for each key. All callers that ask meanwhile share the result. A failed read isn't
 * remembered.
 * @param start reads one key, or says why it can't be read. It must not throw
 * @param monotonic a clock that never goes back (ms)
 */
export function createFreshReads<K, T>(
  start: (key: K) => Promise<T | NoAnswer>,
  monotonic: () => number,
): FreshReads<K, T> {
  interface Begun {
    readonly began: number
    readonly answer: Promise<T | NoAnswer>
    /** How often the key had been discarded when the read began. */
    readonly discards: number
  }
  const reads = new Map<K, Begun>()
  const last = new Map<K, FreshRead<T> & { readonly began: number }>()
  const discards = new Map<K, number>()
  const discardsOf = (key: K): number => discards.get(key) ?? 0

  function begin(key: K): Begun {
    const begun = { began: monotonic(), answer: start(key), discards: discardsOf(key) }
    reads.set(key, begun)
    return begun
  }

  const isFresh = ({ began }: Begun): boolean => monotonic() - began <= FRESH_MS
  // A read also holds after a later one has begun: somebody who asks for a newer read must not undo what others decided.
  const holds =
    (key: K, used: Begun): (() => boolean) =>
    () =>
      discardsOf(key) === used.discards && isFresh(used)

  return {
    read: async (key, notBefore = Number.NEGATIVE_INFINITY) => {
      for (let tries = 0; tries < TRIES; tries++) {
        const current = reads.get(key)
        const used = current && isFresh(current) && current.began >= notBefore ? current : begin(key)
        const value = await used.answer
        if (isNoAnswer(value)) {
          if (reads.get(key) === used) reads.delete(key)
          return value
        }
        const read = { value, holds: holds(key, used), began: used.began }
        if ((last.get(key)?.began ?? used.began) <= used.began) last.set(key, read)
        if (read.holds()) return read
      }
      return NO_ANSWER
    },
    known: (key) => last.get(key),
    discard: (key) => {
      discards.set(key, discardsOf(key) + 1)
      reads.delete(key)
    },
  }
}
