import type { RequestId } from '../ids.ts'
import type { Instant } from './clock.ts'
import type { EventActor } from './event.ts'
import type { Limits } from './policy.ts'
import type {
  Ask,
  Authorized,
  NextRequestState,
  OpenRequest,
  Request,
  RequestChange,
  RequestIn,
  RequestState,
} from './request.ts'

/** What tells one delivery of a command from another. Each is a SHA-256 in hexadecimal. */
export interface Fingerprints {
  /** Of Slack's trigger_id, which no two commands share. */
  readonly trigger: string
  /** Of the signed timestamp and body, which no two commands share either. */
  readonly delivery: string
}

/**
 * How long a row belongs to the process that moved it last (ms). A process measures its own leases by a clock that never
 * goes back, so setting the wall clock neither ends nor prolongs one.
 */
export const LEASE_MS = 30_000

/**
 * The durable life of every request. Each change is one transaction that compares state and version and writes the row
 * with its audit record.
 * Every method throws NewkeyError `store_failed` when the change isn't durable, and `store_corrupt` for an unreadable row.
 */
export interface Requests {
  /** Records a new request, or says that this command is recorded already. */
  receive(ask: Ask, fingerprints: Fingerprints): Promise<RequestIn<'received'> | 'duplicate'>

  /** Moves a request on. @throws NewkeyError `overtaken` when the row is no longer as `request` says */
  advance<F extends RequestState, T extends NextRequestState<F>>(
    request: Request & RequestIn<F>,
    to: T,
    change: RequestChange<F, T>,
    by: EventActor,
  ): Promise<RequestIn<T>>

  /**
   * Records who may have the key and the intent to make it, or which limit refuses it, in one commit: two requests at
   * the same time can't both be the last one allowed. An issue of the last hour that failed doesn't count.
   * @param isStopping asked at the last moment, since others may be written first: then the request ends as `failed`
   * @throws NewkeyError `overtaken`
   */
  admit(
    request: RequestIn<'received'>,
    authorized: Authorized,
    limits: Limits,
    isStopping: () => boolean,
  ): Promise<RequestIn<'intent'> | RequestIn<'denied'> | RequestIn<'failed'>>

  find(id: RequestId): Promise<Request | undefined>

  /** The requests that have to be ended and that nobody is working on. */
  due(): Promise<readonly OpenRequest[]>

  /**
   * Takes the searches that are due; nobody else gets them for a minute. One that is put off for longer than any search
   * ever is was put off by a wrong clock, and is due.
   */
  takeSearches(): Promise<ReadonlyArray<RequestIn<'unknown'>>>

  /** A search is done. The next one is at `next`, or there is none. */
  searched(request: RequestIn<'unknown'>, next: Instant | undefined): Promise<void>

  /** Lets every issue that seems to lie in the future count from now: a clock was fast when it was recorded. */
  countFromNow(): Promise<void>

  /** Nobody works on the request any more: whoever comes first may take up what is still owed. */
  release(id: RequestId): void
}
