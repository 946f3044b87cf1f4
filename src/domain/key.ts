import type { AccountSid, KeySid } from '../ids.ts'

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** A key as Twilio describes it; the secret is not part of it. Times are absent where Twilio gave none. */
export interface TwilioKey {
  readonly sid: KeySid
  readonly name: string
  readonly createdAt: Instant | undefined
  readonly updatedAt: Instant | undefined
}

/** Where a key lives: it can be found and deleted only there. */
export interface KeyLocation {
  readonly account: AccountSid
  /** Twilio's processing region, such as `ie1`; `us1` where none is set. */
  readonly region: string
  readonly api: 'v2010'
}
