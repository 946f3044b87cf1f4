import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, Instant } from '../domain/clock.ts'
import { isRequestId, type RequestId } from '../ids.ts'
import { type LogDestination, openLogDestination } from './log-destination.ts'

/** What a process runs on and a test may replace: clocks, ids, where the log is written, and the vendors' deadlines (ms). */
export interface Runtime extends Clock {
  /** Creates an id for a request or a process. It can't be guessed. */
  readonly newId: () => RequestId
  readonly logTo: LogDestination
  readonly deadlines?: { readonly slack: number; readonly delivery: number; readonly twilio: number }
}

/**
 * The real clocks and random ids.
 * @param logTo where the log is written; without it, stdout is opened, which only a process of newkey's own should do
 */
export function realRuntime(logTo: LogDestination = openLogDestination()): Runtime {
  const now = Date.now
  const monotonic = (): number => performance.now()
  return {
    now,
    steady: createSteady(now, monotonic),
    monotonic,
    pause: (ms) => wait(ms, undefined, { ref: false }),
    newId,
    logTo,
  }
}

/** @returns a clock that starts at the time of the wall clock and isn't changed when the wall clock is set */
export function createSteady(now: () => Instant, monotonic: () => number): () => Instant {
  const began = now() - monotonic()
  return () => began + monotonic()
}

/** 120 random bits, so that nobody can guess the id of another person's request. */
function newId(): RequestId {
  const id = `req_${randomBytes(15).toString('base64url')}`
  if (isRequestId(id)) return id
  throw new TypeError('15 bytes are 20 characters')
}
