import type { KeySid } from '../ids.ts'
import type { LogFields } from '../log.ts'
import type { Secret } from '../secret.ts'
import type { FailureCause, UnknownCause } from './causes.ts'
import type { Instant } from './clock.ts'
import type { KeyLocation } from './location.ts'

/** What the operator needs to take an answer up with Twilio. Nothing in it comes from a body but Twilio's own numbers. */
export type Diagnosis = Pick<LogFields, 'status' | 'code' | 'twilioRequest' | 'fault' | 'detail'>

/** A key as Twilio describes it. The secret is not part of it. Times are absent where Twilio gave none. */
export interface TwilioKey {
  readonly sid: KeySid
  readonly name: string
  readonly createdAt: Instant | undefined
  readonly updatedAt: Instant | undefined
}

/** What became of one attempt to create a key. */
export type Creation =
  | {
      readonly kind: 'created'
      readonly key: TwilioKey
      readonly secret: Secret | undefined
      /** When Twilio answered, by its own clock; undefined where it didn't say. */
      readonly answeredAt: Instant | undefined
      readonly diagnosis: Diagnosis
    }
  /** It is certain that no key was made. */
  | { readonly kind: 'refused'; readonly cause: FailureCause; readonly diagnosis: Diagnosis }
  /** A key may have been made. */
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly diagnosis: Diagnosis }

/**
 * What became of one attempt to delete a key:
 * - `gone`: Twilio says that it deleted it
 * - `absent`: Twilio didn't say so, but a complete list lacks the key; one list alone is no proof
 * - `remains`: the key may still be there; `listed` where a complete list has it
 */
export type Deletion =
  | { readonly kind: 'gone'; readonly diagnosis: Diagnosis }
  | {
      readonly kind: 'absent'
      /** When Twilio gave that list, by its own clock; undefined where it didn't say. */
      readonly at: Instant | undefined
      readonly diagnosis: Diagnosis
    }
  | {
      readonly kind: 'remains'
      readonly cause: 'refused' | 'listed' | 'unreachable' | 'elsewhere' | 'own_credential'
      readonly diagnosis: Diagnosis
    }

/** All keys of the account, without the issuer's own credential. `ahead`: how far Twilio's clock is before ours (ms). */
export type Listing =
  | { readonly kind: 'listed'; readonly keys: readonly TwilioKey[]; readonly ahead: number }
  | { readonly kind: 'failed'; readonly diagnosis: Diagnosis }

/** Twilio's Keys API. No method throws. */
export interface Issuer {
  /** Where this issuer makes keys. */
  readonly location: KeyLocation
  /** Asks once, within 10 s. It is never sent twice: creation has no idempotency key. */
  create(name: string): Promise<Creation>
  /** Deletes one key, only where it was made and never the issuer's own credential. Safe to repeat. */
  delete(sid: KeySid, location: KeyLocation): Promise<Deletion>
  /** Reads every page; a list that isn't complete is a failed one. */
  list(): Promise<Listing>
}
