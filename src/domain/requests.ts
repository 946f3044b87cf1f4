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

/** What identifies a command, however often Slack sends it. Each is a SHA-256 in hexadecimal. */
export interface Fingerprints {
  /** Of Slack's trigger_id, which no two commands share. */
  readonly trigger: string
  /** Of the signed timestamp and body, which no two commands share either. */
  readonly payload: string
}

/** Requests that a key may now be made for. */
export type Admissible = RequestIn<'received'> | RequestIn<'asked'>
export type Admitted = RequestIn<'intent'> | RequestIn<'asked'> | RequestIn<'denied'> | RequestIn<'failed'>

/** What decides whether a request is admitted. */
export interface Admission {
  readonly limits: Limits
  /** Whether what was typed reads like a sentence. Then the requester is asked first. */
  readonly isSentence: boolean
  /** Asked right before the write, which may have waited for others. If newkey is stopping, the request ends as `failed`. */
  readonly isStopping: () => boolean
}

/**
 * The durable records of requests. Each change is one transaction: it compares state and version, then writes the row and
 * its audit record.
 * Every method throws NewkeyError `store_failed` when the change isn't durable, and `store_corrupt` for an unreadable row.
 */
export interface Requests {
  /** Records a new request. @returns `duplicate` when this command has been recorded before */
  receive(ask: Ask, fingerprints: Fingerprints): Promise<RequestIn<'received'> | 'duplicate'>

  /** Moves a request to its next state. @throws NewkeyError `overtaken` when the row is no longer as `request` says */
  advance<F extends RequestState, T extends NextRequestState<F>>(
    request: Request & RequestIn<F>,
    to: T,
    change: RequestChange<F, T>,
    by: EventActor,
  ): Promise<RequestIn<T>>

  /**
   * Records the authorization and the intent to make the key, or the limit that denies it, in one commit. So two requests
   * at the same time can't both be the last one allowed. A request of the last hour that failed doesn't count. A request
   * that its requester may not mean becomes `asked` instead, unless they have answered already.
   * @throws NewkeyError `overtaken` when the row is no longer as `request` says
   */
  admit(request: Admissible, authorized: Authorized, by: Admission): Promise<Admitted>

  /** The request with this id, if there is one. */
  find(id: RequestId): Promise<Request | undefined>

  /** The requests that newkey has to end and that no process is working on. */
  due(): Promise<readonly OpenRequest[]>

  /** The requests whose requester was asked something and hasn't answered in time. */
  unanswered(): Promise<ReadonlyArray<RequestIn<'asked'>>>

  /**
   * Takes the requests whose search is due, and puts each off for a minute, so that nobody else takes it. A search that
   * was put off for longer than searches ever are was put off by a wrong clock, and is due.
   */
  takeSearches(): Promise<ReadonlyArray<RequestIn<'unknown'>>>

  /** Records that a search is done. The next one is at `next`; undefined if it was the last. */
  searched(request: RequestIn<'unknown'>, next: Instant | undefined): Promise<void>

  /** Dates every issue that seems to lie in the future as of now: the clock was fast when it was recorded. */
  countFromNow(): Promise<void>

  /** Ends this process's work on the request, so that what is left to do becomes due. */
  release(id: RequestId): void
}
