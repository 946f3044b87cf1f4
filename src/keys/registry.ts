import type { AuditActor } from '../audit/event.ts'
import type { Instant, KeySid } from './key.ts'
import type { Limits } from './policy.ts'
import type { Ask, Card, Change, Ended, Next, Request, RequestId, RequestIn, State } from './request.ts'

/** What tells one delivery of a command from another; each is a SHA-256 in hexadecimal. */
export interface Marks {
  /** Of Slack's trigger_id, which no two commands share. */
  readonly trigger: string
  /** Of the signed timestamp and body, which no two commands share either. */
  readonly delivery: string
}

/** A request that isn't at its end, with when something is next done about it. */
export interface Unfinished {
  readonly request: Request
  readonly nextAt: Instant | undefined
}

/** How long a request belongs to the process that moved it last (ms). */
export const LEASE_MS = 30_000

/**
 * The durable life of every request. Each change is one transaction that compares state and version, writes the row
 * and its audit record, and takes the lease; after it commits, the audit listener hears of it.
 * Every method throws NewkeyError `store_failed` when the change isn't durable, and `store_corrupt` for an unreadable row.
 */
export interface Registry {
  /** Keeps a new request, or says that this command is already kept. */
  receive(ask: Ask, marks: Marks): Promise<RequestIn<'received'> | 'duplicate'>

  /** Moves a request on. @throws NewkeyError `overtaken` when the row is no longer as `request` says */
  advance<F extends State, T extends Next<F>>(
    request: Request & RequestIn<F>,
    to: T,
    change: Change<F, T>,
    by: AuditActor,
  ): Promise<RequestIn<T>>

  /**
   * Counts what the requester has had and moves on to `intent` or `denied`, in one transaction: two requests at the
   * same time can't both be the last one allowed. An issue of the last hour that failed doesn't count; live is every
   * key from intent on that isn't revoked, failed or unknown.
   * @throws NewkeyError `overtaken`
   */
  admit(request: RequestIn<'authorized'>, limits: Limits): Promise<RequestIn<'intent'> | RequestIn<'denied'>>

  find(id: RequestId): Promise<Request | undefined>

  /** The request that a key belongs to. */
  findKey(sid: KeySid): Promise<Request | undefined>

  /** How many keys newkey has deleted unasked since `since` although they may have been in use. */
  revokedUnasked(since: Instant): Promise<number>

  /** All that isn't at its end: open states, keys that wait for a person, unknown outcomes that are searched for. */
  unfinished(): Promise<readonly Unfinished[]>

  /** Notes that the requester knows how the request ended, and where its card is. Nothing happens if it has moved on. */
  markTold(request: Ended, card?: Card): Promise<void>

  /** Notes where somebody is asked about the key. */
  markAsked(request: RequestIn<'held'>, card: Card): Promise<void>

  /** Puts off what is still owed until `until`, and counts the attempt. Nothing happens if it has moved on. */
  postpone(request: Request, until: Instant): Promise<void>

  /**
   * The requests that need work and that nobody is working on: those of another process or with a lease that has run
   * out, and not put off. That is every open state, `revoke_pending`, and ends that the requester hasn't been told.
   */
  due(): Promise<readonly Request[]>
}
