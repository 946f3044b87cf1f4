/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** Time, as the verbs get it. */
export interface Clock {
  /** The wall clock. Somebody may set it at any moment. */
  readonly now: () => Instant
  /** What the wall clock would say if nobody had set it since newkey started. */
  readonly steady: () => Instant
  /** A clock that never goes back (ms), for deadlines and ages. */
  readonly monotonic: () => number
  /** Waits (ms). */
  readonly pause: (ms: number) => Promise<void>
}
