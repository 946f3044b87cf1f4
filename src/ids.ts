declare const brand: unique symbol

/** A string that has been checked to have the form of the named id. Only the `is…` functions produce one. */
export type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A Twilio account, `AC…`. */
export type AccountSid = Branded<'AccountSid'>
/** A Twilio API key, `SK…`. */
export type KeySid = Branded<'KeySid'>
/** A request for a key, `req_…`. newkey makes these ids. */
export type RequestId = Branded<'RequestId'>
/** A person in Slack, `U…` or `W…`. */
export type UserId = Branded<'UserId'>
/** A Slack workspace, `T…`, or an organisation, `E…`. */
export type TeamId = Branded<'TeamId'>
/** A Slack user group, `S…`. */
export type GroupId = Branded<'GroupId'>
/** A Slack channel, `C…` or `G…`, or a DM, `D…`. */
export type ChannelId = Branded<'ChannelId'>

/** Whether `value` is an account sid (pattern: Twilio OpenAPI, twilio_api_v2010, Account `sid`). */
export const isAccountSid = (value: string): value is AccountSid => /^AC[0-9a-fA-F]{32}$/.test(value)
/** Whether `value` is an API key's sid (pattern: Twilio OpenAPI, twilio_api_v2010, Key `sid`). */
export const isKeySid = (value: string): value is KeySid => /^SK[0-9a-fA-F]{32}$/.test(value)
/** Whether two sids are the same. Hexadecimal digits are compared without regard to case. */
export const isSameSid = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Whether `value` has the form of a request id. */
export const isRequestId = (value: string): value is RequestId => /^req_[0-9a-zA-Z_-]{20}$/.test(value)
export const isUserId = (value: string): value is UserId => /^[UW][A-Z0-9]{2,30}$/.test(value)
export const isTeamId = (value: string): value is TeamId => /^[TE][A-Z0-9]{2,30}$/.test(value)
/** Whether `value` is the id of a workspace, and not of an organisation (Slack docs: "Enterprise Grid"). */
export const isWorkspaceId = (value: string): value is TeamId => isTeamId(value) && value.startsWith('T')
export const isGroupId = (value: string): value is GroupId => /^S[A-Z0-9]{2,30}$/.test(value)
export const isChannelId = (value: string): value is ChannelId => /^[CDG][A-Z0-9]{2,30}$/.test(value)
/** Whether `value` is the id of a DM. Nothing meant for one person may be posted anywhere else. */
export const isDmId = (value: string): value is ChannelId => isChannelId(value) && value.startsWith('D')
