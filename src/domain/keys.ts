import type { KeySid, RequestId } from '../ids.ts'
import type { Instant } from './clock.ts'
import type { EventActor } from './event.ts'
import type { TwilioKey } from './issuer.ts'
import type { Key, KeyChange, KeyIn, KeyState, NextKeyState, OpenKey } from './key.ts'
import type { RequestIn } from './request.ts'

/** A key as Twilio named it in the answer to a request. */
export interface NewKey {
  readonly sid: KeySid
  readonly name: string
  readonly createdAt: Instant | undefined
}

/** What came of recording the key that Twilio's answer named. */
export type Claim =
  /** It is recorded. `isLate`: recovery had judged the request meanwhile, so nobody is to see the secret. */
  | { readonly kind: 'created'; readonly key: KeyIn<'created'>; readonly isLate: boolean }
  /** A search had found it first. It is now known to be newkey's own. */
  | { readonly kind: 'found'; readonly key: Key }
  /** It is in another request's record, so nobody knows whose it is. */
  | { readonly kind: 'taken'; readonly request: RequestIn<'unknown'> }

/**
 * The durable life of every key. Each change is one transaction that compares state and version and writes the row with
 * its audit record and the messages it owes.
 * Every method throws NewkeyError `store_failed` when the change isn't durable, and `store_corrupt` for an unreadable row.
 */
export interface Keys {
  /**
   * Records the key of a request, and the request as issued, in one commit. It also takes an answer that comes late:
   * whatever recovery and searches have made of the request meanwhile, the key becomes its.
   * @throws NewkeyError `overtaken` when the request can't have the key any more
   */
  claim(intent: RequestIn<'intent'>, key: NewKey): Promise<Claim>

  /** Moves a key on. @throws NewkeyError `overtaken` when the row is no longer as `key` says */
  advance<F extends KeyState, T extends NextKeyState<F>>(
    key: Key & KeyIn<F>,
    to: T,
    change: KeyChange<F, T>,
    by: EventActor,
  ): Promise<KeyIn<T>>

  /**
   * Records a key that a search found, under the name that Twilio gives it, as one that the request may have made. A
   * person decides about it.
   * @returns `known` when another record has the key; `undecided` while a request may be making it
   */
  recordFound(request: RequestIn<'unknown'>, key: TwilioKey): Promise<KeyIn<'held'> | 'known' | 'undecided'>

  find(sid: KeySid): Promise<Key | undefined>

  /** Whether a record, a row or an entry of the audit log, gives this key to another request. */
  isTaken(sid: KeySid, request: { readonly id: RequestId }): Promise<boolean>

  /** Whether the audit log proves that newkey may delete the key (`mayDelete` in prove-key.ts). */
  isProved(key: KeyIn<'created' | 'revoking'>): Promise<boolean>

  /**
   * Notes that a complete list of Twilio's lacks the key.
   * @param at when Twilio gave the list, by its own clock: ours may have been set in between, also over a restart
   * @returns whether another list lacked it too, at least a minute before
   */
  noteAbsent(key: KeyIn<'revoking'>, at: Instant | undefined): Promise<boolean>

  /** Notes that a complete list has the key after all: what was noted before doesn't count. */
  notePresent(key: KeyIn<'revoking'>): Promise<void>

  /** Puts off the key's deletion until `until`, and counts the try. Nothing happens if it has moved on. */
  postpone(key: KeyIn<'revoking'>, until: Instant): Promise<void>

  /** How many keys newkey has deleted unasked since `since` although they may have been in use. */
  revokedUnasked(since: Instant): Promise<number>

  /** The keys that need work and that nobody is working on. */
  due(): Promise<readonly OpenKey[]>

  /** Nobody works on the key any more. */
  release(sid: KeySid): void
}
