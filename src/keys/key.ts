declare const brand: unique symbol

/** A string that has been checked to be what its name says. Only the `is…` functions make one. */
export type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A Twilio account, `AC…`. */
export type AccountSid = Branded<'AccountSid'>
/** A Twilio API key, `SK…`. */
export type KeySid = Branded<'KeySid'>

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** Whether `value` is an account sid (pattern: Twilio OpenAPI, twilio_api_v2010, Account `sid`). */
export function isAccountSid(value: string): value is AccountSid {
  return /^AC[0-9a-fA-F]{32}$/.test(value)
}

/** Whether `value` is an API key's sid (pattern: Twilio OpenAPI, twilio_api_v2010, Key `sid`). */
export function isKeySid(value: string): value is KeySid {
  return /^SK[0-9a-fA-F]{32}$/.test(value)
}

/** A key as Twilio describes it; the secret is not part of it. Times are absent where Twilio gave none. */
export interface Key {
  readonly sid: KeySid
  readonly name: string
  readonly createdAt: Instant | undefined
  readonly updatedAt: Instant | undefined
}

/** Whether two sids name the same key: hexadecimal digits mean the same in either case. */
export function isSameSid(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** Where a key lives: it can be found and deleted only there. */
export interface Home {
  readonly account: AccountSid
  /** Twilio's processing region, such as `ie1`; `us1` where none is set. */
  readonly region: string
  readonly api: 'v2010'
}
