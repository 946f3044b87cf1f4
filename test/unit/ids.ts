import {
  isAccountSid,
  isChannelId,
  isGroupId,
  isKeySid,
  isRequestId,
  isTeamId,
  isUserId,
} from '../../src/ids.ts'

/** Ids for tests, checked like all others. */
function checked<T extends string>(is: (value: string) => value is T, value: string): T {
  if (is(value)) return value
  throw new Error(`not right: ${value}`)
}

export const ADA = checked(isUserId, 'U0ADA00001')
export const BOB = checked(isUserId, 'U0BOB00001')
export const TEAM = checked(isTeamId, 'T0NEWKEY01')
export const OTHER_TEAM = checked(isTeamId, 'T0OTHER001')
export const GROUP = checked(isGroupId, 'S0PLATFORM')
export const OTHER_GROUP = checked(isGroupId, 'S0PAYMENTS')
export const DM = checked(isChannelId, 'D0ADA00001')
export const ACCOUNT = checked(isAccountSid, `AC${'a'.repeat(32)}`)
export const OTHER_ACCOUNT = checked(isAccountSid, `AC${'b'.repeat(32)}`)
export const SID = checked(isKeySid, `SK${'b'.repeat(32)}`)
export const OTHER_SID = checked(isKeySid, `SK${'c'.repeat(32)}`)
export const keySid = (number: number) => checked(isKeySid, `SK${String(number).padStart(32, '0')}`)
export const requestId = (number: number) => checked(isRequestId, `req_${String(number).padStart(20, '0')}`)
export const NOW = Date.UTC(2026, 10, 24, 8, 0, 0)
