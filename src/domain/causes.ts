/** Why a request was denied: because of who asked, or what they typed. Nothing was sent to Twilio. */
export const DENIAL_CAUSES = [
  'not_in_group',
  'guest',
  'deactivated',
  'bot',
  'other_workspace',
  'slack_unavailable',
  /** Slack won't say who somebody is before an operator changes the app or newkey's settings. */
  'slack_setup',
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

/** Why a requester is asked whether they mean it, before a key is made. */
export const QUESTION_CAUSES = [
  /** They have a live key of that name, or one is being made for them. */
  'name_in_use',
  'reads_like_sentence',
] as const
export type QuestionCause = (typeof QUESTION_CAUSES)[number]

/** Why no key was made for somebody who may have one. It is certain that no key exists. */
export const FAILURE_CAUSES = [
  'interrupted',
  'ack_lost',
  'record_failed',
  'dm_unavailable',
  /** Slack would refuse the message with the secret, and will until an operator changes the app or newkey's settings. */
  'slack_setup',
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
  /** Twilio reported success, but named a key that can't belong to this request. */
  'twilio_other_key',
] as const
export type UnknownCause = (typeof UNKNOWN_CAUSES)[number]

/** Why a key is revoked. */
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
  /** Somebody deleted it at Twilio, not through newkey. */
  'deleted_elsewhere',
] as const
export type RevokeCause = (typeof REVOKE_CAUSES)[number]

/** The revocations by newkey itself that would hit a key in use if a record were wrong. newkey limits how many it does. */
export const MAY_BE_IN_USE: readonly RevokeCause[] = ['interrupted', 'record_failed']

/** The revocations that a person asked for; newkey decides on the others itself. */
export const ASKED_BY_PERSON: readonly RevokeCause[] = ['not_received', 'revoked_by_requester', 'decided']

/** Why newkey asks a person about a key instead of revoking it. */
export const HOLD_CAUSES = [
  /** A search found it, and it may belong to a request in state `unknown`. Nothing proves that newkey made it. */
  'orphan',
  /** The record that calls for its revocation is more than an hour old, as in a restored backup. */
  'stale',
  /** newkey has already revoked as many keys unasked in the last hour as it may. */
  'too_many',
  /** The audit log shows neither that newkey made the key, nor that a reviewer decided to delete it. */
  'unproven',
  /** The operator has switched unasked revocations off (`HOLD_REVOCATIONS`). */
  'on_hold',
  /** The database is older than it was before, and the operator hasn't declared that yet. */
  'restored',
] as const
export type HoldCause = (typeof HOLD_CAUSES)[number]

/** Why a press of a button was refused, besides the causes that deny a request. */
export const BUTTON_REFUSALS = [
  'not_yours',
  'own_request',
  'request_missing',
  'not_ready',
  /** The key is held: a reviewer decides about it first. */
  'under_review',
  /** Also used for commands: the person was refused so often within a minute that newkey ignored the rest. */
  'too_many_refusals',
] as const
export type ButtonRefusal = DenialCause | (typeof BUTTON_REFUSALS)[number]
