import type { AccountSid } from '../ids.ts'

/** Where a key lives. It can be found and deleted only there. */
export interface KeyLocation {
  readonly account: AccountSid
  /** Twilio's processing region, such as `ie1`; `us1` where none is set. */
  readonly region: string
  readonly api: 'v2010'
}

/** Whether two locations are the same. */
export const isSameLocation = (one: KeyLocation, other: KeyLocation): boolean =>
  one.account === other.account && one.region === other.region && one.api === other.api
