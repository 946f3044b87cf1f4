import type { KeySid } from '../ids.ts'
import type { LogFields } from '../log.ts'
import type { Secret } from '../secret.ts'
import type { FailureCause, UnknownCause } from './causes.ts'
import type { Instant } from './clock.ts'
import type { KeyLocation } from './location.ts'

/** What the operator needs to ask Twilio about an answer. Of the answer's body it holds nothing but Twilio's error code. */
export type Diagnosis = Pick<LogFields, 'status' | 'code' | 'twilioRequest' | 'fault' | 'detail'>

/** A key as Twilio describes it, without its secret. A time is undefined if Twilio gave none. */
export interface TwilioKey {
  readonly sid: KeySid
  readonly name: string
  readonly createdAt: Instant | undefined
  readonly updatedAt: Instant | undefined
}

/** The result of one attempt to create a key. */
export type Creation =
  | {
      readonly kind: 'created'
      readonly key: TwilioKey
      readonly secret: Secret | undefined
      /** When Twilio answered, by its own clock; undefined if it didn't say. */
      readonly answeredAt: Instant | undefined
      readonly diagnosis: Diagnosis
    }
  /** It is certain that no key was made. */
  | { readonly kind: 'refused'; readonly cause: FailureCause; readonly diagnosis: Diagnosis }
  /** A key may have been made. */
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly diagnosis: Diagnosis }

/**
 * The result of one attempt to delete a key:
 * - `gone`: Twilio confirmed the deletion
 * - `absent`: Twilio didn't confirm it, but a complete list lacks the key; one list alone proves nothing
 * - `remains`: the key may still exist; the cause is `listed` if a complete list has it
 */
export type Deletion =
  | { readonly kind: 'gone'; readonly diagnosis: Diagnosis }
  | {
      readonly kind: 'absent'
      /** When Twilio sent that list, by its own clock; undefined if it didn't say. */
      readonly at: Instant | undefined
      readonly diagnosis: Diagnosis
    }
  | {
      readonly kind: 'remains'
      readonly cause: 'refused' | 'listed' | 'unreachable' | 'elsewhere' | 'own_credential'
      readonly diagnosis: Diagnosis
    }

/** All keys of the account except newkey's own credential. `ahead`: by how much Twilio's clock is ahead of ours (ms). */
export type Listing =
  | { readonly kind: 'listed'; readonly keys: readonly TwilioKey[]; readonly ahead: number }
  | { readonly kind: 'failed'; readonly diagnosis: Diagnosis }

/**
 * Whether Twilio has one key:
 * - `there`: Twilio shows it
 * - `gone`: Twilio says that it doesn't exist (404 with Twilio's code 20404)
 * - `unclear`: anything else
 */
export interface Presence {
  readonly kind: 'there' | 'gone' | 'unclear'
  readonly diagnosis: Diagnosis
}

/** Twilio's Keys API. No method throws. */
export interface Issuer {
  /** Where newkey makes keys. */
  readonly location: KeyLocation
  /** Creates a key, with one HTTP request and a deadline of 10 s. It is never repeated: creation has no idempotency key. */
  create(name: string): Promise<Creation>
  /** Deletes one key. It refuses a key of another location, and newkey's own credential. Safe to repeat. */
  delete(sid: KeySid, location: KeyLocation): Promise<Deletion>
  /** Lists all keys, page by page. An incomplete list counts as failed. */
  list(): Promise<Listing>
  /** Asks for one key. It asks nothing about a key of another location, or newkey's own credential: that is `unclear`. */
  fetch(sid: KeySid, location: KeyLocation): Promise<Presence>
}
