/** Why a request was denied: something about the asker or what was asked. Nothing reached Twilio. */
export const DENIAL_CAUSES = [
  'not_in_group',
  'guest',
  'deactivated',
  'bot',
  'other_workspace',
  'slack_unavailable',
  'name_missing',
  'name_unclosed_quote',
  'name_too_long',
  'name_like_sid',
  'name_characters',
  'name_mixed_scripts',
  'reason_too_long',
  'reason_characters',
  'hourly_limit',
  'live_limit',
] as const
export type DenialCause = (typeof DENIAL_CAUSES)[number]

/** Why no key was made although the asker may have one. It is certain that none exists. */
export const FAILURE_CAUSES = [
  'interrupted',
  'ack_lost',
  'record_failed',
  'dm_unavailable',
  'intent_stale',
  'twilio_credential',
  'twilio_permission',
  'twilio_account',
  'twilio_name',
  'twilio_full',
  'twilio_busy',
  'twilio_refused',
  'twilio_unreachable',
] as const
export type FailureCause = (typeof FAILURE_CAUSES)[number]

/** Why newkey doesn't know whether a key was made. */
export const UNKNOWN_CAUSES = [
  'interrupted',
  'twilio_error',
  'twilio_silent',
  'twilio_cut_off',
  'twilio_unreadable',
  /** Twilio said yes, and named a key that can't be this request's. */
  'twilio_other_key',
] as const
export type UnknownCause = (typeof UNKNOWN_CAUSES)[number]

/** Why a key that was made is deleted. */
export const REVOKE_CAUSES = [
  'delivery_failed',
  'membership_lost',
  'interrupted',
  'no_secret',
  'record_failed',
  'overtaken',
  'not_received',
  'revoked_by_requester',
  'decided',
] as const
export type RevokeCause = (typeof REVOKE_CAUSES)[number]

/** The deletions of newkey's own that may take a key which is in use, should a record be wrong: they are counted. */
export const MAY_BE_IN_USE: readonly RevokeCause[] = ['interrupted', 'record_failed']

/** The deletions that a person asked for; the others are newkey's own. */
export const ASKED_BY_PERSON: readonly RevokeCause[] = ['not_received', 'revoked_by_requester', 'decided']

/** Why newkey doesn't delete a key by itself, and asks a person. */
export const HOLD_CAUSES = [
  /** It bears the name of a request whose outcome is unknown; nobody can prove that newkey made it. */
  'orphan',
  /** The record that would have it deleted is more than an hour old, as in a restored backup. */
  'stale',
  /** newkey would delete more keys than usual within an hour without asking. */
  'too_many',
  /** The audit log doesn't show that newkey made the key, or found it and was told to delete it. */
  'unproven',
  /** The operator has switched deletions off (`HOLD_REVOCATIONS`). */
  'on_hold',
  /** The database is older than it was, and the operator hasn't declared that yet. */
  'restored',
] as const
export type HoldCause = (typeof HOLD_CAUSES)[number]

/** Why a button did nothing, beyond what denies a request. */
export const BUTTON_REFUSALS = [
  'not_yours',
  'own_request',
  'request_missing',
  'not_ready',
  /** Also of commands: the person was refused so often within a minute that nothing more of theirs was looked at. */
  'too_many_refusals',
] as const
export type ButtonRefusal = DenialCause | (typeof BUTTON_REFUSALS)[number]
