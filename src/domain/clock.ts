/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** The clocks that the verbs use. */
export interface Clock {
  /** The wall clock. It may be set at any moment. */
  readonly now: () => Instant
  /** What the wall clock would show if it had not been set since newkey started. */
  readonly steady: () => Instant
  /** A clock that never goes back (ms), for deadlines and ages. */
  readonly monotonic: () => number
  /** Waits (ms). */
  readonly pause: (ms: number) => Promise<void>
}
