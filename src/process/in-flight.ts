/** Work that has begun and isn't done. A stop waits for it. */
export interface InFlight {
  /** Counts work until it is settled. @returns the same promise */
  track<T>(work: Promise<T>): Promise<T>
  /** Resolves when nothing is in flight any more, including work that begins meanwhile. */
  settled(): Promise<void>
}

export function createInFlight(): InFlight {
  const works = new Set<Promise<unknown>>()
  return {
    track: (work) => {
      works.add(work)
      const done = (): void => void works.delete(work)
      work.then(done, done)
      return work
    },
    settled: async () => {
      while (works.size > 0) await Promise.allSettled([...works])
    },
  }
}
