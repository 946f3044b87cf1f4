import type { KeySid, RequestId, TeamId, UserId } from '../ids.ts'
import type { Instant } from './clock.ts'
import type { EventActor } from './event.ts'
import type { TwilioKey } from './issuer.ts'
import type {
  ComparedKey,
  Key,
  KeyChange,
  KeyIn,
  KeyState,
  NextKeyState,
  OpenKey,
  RevocableKey,
} from './key.ts'
import type { RequestIn } from './request.ts'

/** A key as Twilio described it when it was created. */
export interface NewKey {
  readonly sid: KeySid
  readonly name: string
  readonly createdAt: Instant | undefined
}

/** The result of recording the key that Twilio's answer named. */
export type Claim =
  /** It is recorded. `isLate`: recovery has already ended the request, so the secret must not be shown. */
  | { readonly kind: 'created'; readonly key: KeyIn<'created'>; readonly isLate: boolean }
  /** A search had found it first. Now it is certain that newkey made it. */
  | { readonly kind: 'found'; readonly key: Key }
  /** Another request's record has it, so nothing shows whose it is. */
  | { readonly kind: 'taken'; readonly request: RequestIn<'unknown'> }

/**
 * The durable records of keys. Each change is one transaction: it compares state and version, then writes the row, its
 * audit record, and the messages that are now owed.
 * Every method throws NewkeyError `store_failed` when the change isn't durable, and `store_corrupt` for an unreadable row.
 */
export interface Keys {
  /**
   * Records the key of a request, and the request as issued, in one commit. It also accepts a late answer: the key is
   * recorded for its request even if recovery or a search has changed that request meanwhile.
   * @throws NewkeyError `overtaken` when the request can no longer have the key
   */
  claim(intent: RequestIn<'intent'>, key: NewKey): Promise<Claim>

  /** Moves a key to its next state. @throws NewkeyError `overtaken` when the row is no longer as `key` says */
  advance<F extends KeyState, T extends NextKeyState<F>>(
    key: Key & KeyIn<F>,
    to: T,
    change: KeyChange<F, T>,
    by: EventActor,
  ): Promise<KeyIn<T>>

  /**
   * Records a key that a search found, under the name that Twilio gives it, as one that the request may have made. A
   * reviewer decides about it.
   * @returns `known` when a record already has the key; `undecided` while another request may be making it
   */
  recordFound(request: RequestIn<'unknown'>, key: TwilioKey): Promise<KeyIn<'held'> | 'known' | 'undecided'>

  /** The key with this sid, if newkey has a record of it. */
  find(sid: KeySid): Promise<Key | undefined>

  /** The key that newkey made for a request, if it made one. */
  issuedBy(request: RequestId): Promise<Key | undefined>

  /** The keys of one person that they may have revoked, the newest first. */
  revocableOf(owner: { readonly user: UserId; readonly team: TeamId }): Promise<readonly RevocableKey[]>

  /** Whether a row or an audit record assigns this key to another request. */
  isTaken(sid: KeySid, request: { readonly id: RequestId }): Promise<boolean>

  /** Whether the audit log proves that newkey may delete the key (`mayDelete` in prove-key.ts). */
  isProved(key: KeyIn<'created' | 'held' | 'revoking'>): Promise<boolean>

  /**
   * Records that a complete list from Twilio lacks the key.
   * @param at when Twilio sent the list, by its own clock: ours may be set between two lists, even across a restart
   * @returns whether an earlier list also lacked it, at least a minute before
   */
  recordAbsent(key: KeyIn<'revoking'>, at: Instant | undefined): Promise<boolean>

  /** Records that a complete list has the key after all. Earlier lists that lacked it no longer count. */
  recordPresent(key: KeyIn<'revoking'>): Promise<void>

  /** Puts the next attempt to delete the key off until `until`, and counts this one. Does nothing if the key has changed. */
  postpone(key: KeyIn<'revoking'>, until: Instant): Promise<void>

  /** How many keys newkey has revoked unasked since `since` for a cause in `MAY_BE_IN_USE`. */
  revokedUnasked(since: Instant): Promise<number>

  /** How many live keys a person has, with those that are being made for them. */
  countLive(person: { readonly team: TeamId; readonly user: UserId }): Promise<number>

  /** The keys that Twilio should have, the oldest first, except those whose making some process is working on. */
  comparable(): Promise<readonly ComparedKey[]>

  /** The keys that were recorded as deleted elsewhere. */
  deletedElsewhere(): Promise<ReadonlyArray<KeyIn<'revoked'>>>

  /** The keys that need work and that no process is working on. */
  due(): Promise<readonly OpenKey[]>

  /** Ends this process's work on the key, so that it may become due again. */
  release(sid: KeySid): void
}
