import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { DestinationStream } from 'pino'
import type { Clock } from '../domain/clock.ts'
import { isRequestId, type RequestId } from '../ids.ts'

/** What a process runs on, and a test may set: time, ids, where the log goes, and how long the vendors may take (ms). */
export interface Runtime extends Pick<Clock, 'now' | 'monotonic' | 'pause'> {
  /** A new id of a request or a process; nobody can guess one. */
  readonly newId: () => RequestId
  readonly logTo?: DestinationStream
  readonly deadlines?: { readonly slack: number; readonly delivery: number; readonly twilio: number }
}

/** Time, chance and stdout as they are. */
export function realRuntime(): Runtime {
  return {
    now: Date.now,
    monotonic: () => performance.now(),
    pause: (ms) => wait(ms, undefined, { ref: false }),
    newId,
  }
}

/** 120 random bits, so that nobody finds another's request by trying. */
function newId(): RequestId {
  const id = `req_${randomBytes(15).toString('base64url')}`
  if (isRequestId(id)) return id
  throw new TypeError('15 bytes are 20 characters')
}
