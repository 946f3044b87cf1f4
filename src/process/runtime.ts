import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { DestinationStream } from 'pino'
import type { Clock } from '../domain/clock.ts'
import { isRequestId, type RequestId } from '../ids.ts'

/** What a process runs on and a test may replace: time, ids, the log's destination, and the vendors' deadlines (ms). */
export interface Runtime extends Pick<Clock, 'now' | 'monotonic' | 'pause'> {
  /** Creates an id for a request or a process. It can't be guessed. */
  readonly newId: () => RequestId
  readonly logTo?: DestinationStream
  readonly deadlines?: { readonly slack: number; readonly delivery: number; readonly twilio: number }
}

/** The real clocks, random ids, and stdout. */
export function realRuntime(): Runtime {
  return {
    now: Date.now,
    monotonic: () => performance.now(),
    pause: (ms) => wait(ms, undefined, { ref: false }),
    newId,
  }
}

/** 120 random bits, so that nobody can guess the id of another person's request. */
function newId(): RequestId {
  const id = `req_${randomBytes(15).toString('base64url')}`
  if (isRequestId(id)) return id
  throw new TypeError('15 bytes are 20 characters')
}
