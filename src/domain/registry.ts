import type { EventActor } from '../domain/event.ts'
import type { KeySid, RequestId } from '../ids.ts'
import type { Instant } from './key.ts'
import type { Limits } from './policy.ts'
import type { Ask, Card, Change, Ended, Next, Request, RequestIn, State } from './request.ts'

/** What tells one delivery of a command from another; each is a SHA-256 in hexadecimal. */
export interface Fingerprints {
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

/**
 * How long a request belongs to the process that moved it last (ms). A process measures its own leases by a clock that
 * never goes back: one that is set neither ends nor prolongs them.
 */
export const LEASE_MS = 30_000

/**
 * The durable life of every request. Each change is one transaction that compares state and version, writes the row
 * and its audit record, and takes the lease; after it commits, the audit listener hears of it.
 * Every method throws NewkeyError `store_failed` when the change isn't durable, and `store_corrupt` for an unreadable row.
 */
export interface Registry {
  /** Keeps a new request, or says that this command is already kept. */
  receive(ask: Ask, fingerprints: Fingerprints): Promise<RequestIn<'received'> | 'duplicate'>

  /** Moves a request on. @throws NewkeyError `overtaken` when the row is no longer as `request` says */
  advance<F extends State, T extends Next<F>>(
    request: Request & RequestIn<F>,
    to: T,
    change: Change<F, T>,
    by: EventActor,
  ): Promise<RequestIn<T>>

  /**
   * Counts what the requester has had and moves on to `intent` or `denied`, in one transaction: two requests at the
   * same time can't both be the last one allowed. An issue of the last hour that failed doesn't count; live is every
   * key from intent on that isn't revoked, failed or unknown.
   * @param isStopping asked at the last moment, since others may be written before: then the request ends as `failed`
   * @throws NewkeyError `overtaken`
   */
  admit(
    request: RequestIn<'authorized'>,
    limits: Limits,
    isStopping?: () => boolean,
  ): Promise<RequestIn<'intent'> | RequestIn<'denied'> | RequestIn<'failed'>>

  find(id: RequestId): Promise<Request | undefined>

  /** The request that a key belongs to. */
  findKey(sid: KeySid): Promise<Request | undefined>

  /** Whether a record, a row or an entry of the audit log, gives this key to another request. */
  isTaken(sid: KeySid, request: Request): Promise<boolean>

  /** Whether the audit log proves that newkey may delete the key (`mayDelete` in prove-key.ts). */
  isProved(request: RequestIn<'created' | 'revoke_pending'>): Promise<boolean>

  /**
   * Notes that a complete list of Twilio's lacks the key.
   * @param at when Twilio gave the list, by its own clock: ours may have been set in between, also over a restart
   * @returns whether another list lacked it too, at least a minute before
   */
  noteAbsent(pending: RequestIn<'revoke_pending'>, at: Instant | undefined): Promise<boolean>

  /** Notes that a complete list has the key after all: what was noted before doesn't count. */
  notePresent(pending: RequestIn<'revoke_pending'>): Promise<void>

  /** How many keys newkey has deleted unasked since `since` although they may have been in use. */
  revokedUnasked(since: Instant): Promise<number>

  /** All that isn't at its end: open states, keys that wait for a person, unknown outcomes that are searched for. */
  unfinished(): Promise<readonly Unfinished[]>

  /** Notes that the requester knows how the request ended, and where its card is. Nothing happens if it has moved on. */
  markTold(request: Ended, card?: Card): Promise<void>

  /** Notes where somebody is asked about the key. */
  markAsked(request: RequestIn<'held'>, card: Card): Promise<void>

  /** Puts off the key's deletion until `until`, and counts the attempt. Nothing happens if it has moved on. */
  postpone(request: RequestIn<'revoke_pending'>, until: Instant): Promise<void>

  /**
   * Takes it on to tell somebody of the request's state; until `until` nobody else does, and the telling is counted.
   * @returns false when somebody else has taken it on, or it has moved on
   */
  claimTelling(request: Ended, until: Instant): Promise<boolean>

  /** Records that the requester couldn't be told, and that it isn't tried any more. Nothing happens if it has moved on. */
  giveUpTelling(request: Ended): Promise<void>

  /** Nobody works on the request any more: what is still owed may be taken up by whoever comes first. */
  release(id: RequestId): void

  /** Lets every issue that seems to lie in the future count from now: a clock was fast when it was recorded. */
  countFromNow(): Promise<void>

  /**
   * The requests that need work and that nobody is working on: those of another process or with a lease that has run
   * out, in an open state and not put off. What is put off for longer than anything ever is was put off by a wrong clock,
   * and is due.
   */
  due(): Promise<readonly Request[]>

  /** The ends, up to 200 and the oldest first, of which somebody should be told now: the requester, or who is to decide. */
  untold(): Promise<readonly Ended[]>
}
