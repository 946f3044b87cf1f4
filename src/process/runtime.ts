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

/** A wall clock that differs for longer than this (ms) is right: the steady clock began with a wrong one. */
const BELIEVED_MS = 3_600_000
/** Clocks that differ by less than this (ms) agree. */
const AGREE_MS = 60_000

/**
 * @returns a clock that starts at the time of the wall clock and isn't changed when the wall clock is set. A wall clock
 *   that has said something else for an hour is believed: then the start was wrong, not the moment
 */
export function createSteady(now: () => Instant, monotonic: () => number): () => Instant {
  let offset = now() - monotonic()
  let differsSince: number | undefined
  return () => {
    if (Math.abs(now() - monotonic() - offset) < AGREE_MS) differsSince = undefined
    else differsSince ??= monotonic()
    if (differsSince !== undefined && monotonic() - differsSince > BELIEVED_MS) {
      offset = now() - monotonic()
      differsSince = undefined
    }
    // The other clock has fractions of milliseconds, and the database stores whole ones.
    return Math.floor(offset + monotonic())
  }
}

/** 120 random bits, so that nobody can guess the id of another person's request. */
function newId(): RequestId {
  const id = `req_${randomBytes(15).toString('base64url')}`
  if (isRequestId(id)) return id
  throw new TypeError('15 bytes are 20 characters')
}
