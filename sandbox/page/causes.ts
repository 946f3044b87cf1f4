import type {
  DenialCause,
  FailureCause,
  HoldCause,
  RevokeCause,
  UnknownCause,
} from '../../src/domain/causes.ts'

/** The people in an explanation, by name. */
export interface Named {
  /** Who asked for the key. */
  readonly who: string
  /** The last person who did something. */
  readonly by: string
}

type Say = (named: Named) => string

/** Why a request was denied. */
export const DENIED = {
  not_in_group: ({ who }) => `Slack says that ${who} is not in @platform.`,
  guest: ({ who }) =>
    `Slack says that ${who} is a guest. Guests can’t have keys, whatever group they are in.`,
  deactivated: ({ who }) => `Slack says that ${who}’s account is deactivated.`,
  bot: ({ who }) => `Slack says that ${who} is a bot. Keys are for people.`,
  other_workspace: ({ who }) => `Slack says that ${who} belongs to another workspace.`,
  slack_unavailable: ({ who }) => `Slack didn’t say who ${who} is. Without an answer, newkey refuses.`,
  slack_setup: () => 'Slack doesn’t let newkey look up people until the app or its settings are changed.',
  name_missing: () => 'A key needs a name.',
  name_unclosed_quote: () => 'The name starts with a quotation mark, but the closing one is missing.',
  name_too_long: () => 'Twilio takes names of up to 64 characters.',
  name_like_sid: () => 'A name can’t contain anything that looks like a Twilio SID.',
  name_characters: () => 'The name contains characters that are invisible or look like others.',
  name_mixed_scripts: () => 'A word of the name mixes alphabets, so one letter could pass for another.',
  reason_too_long: () => 'A reason can have up to 300 characters.',
  reason_characters: () => 'The reason contains invisible characters.',
  hourly_limit: ({ who }) => `${who} may have keys, but has reached the limit on keys per person in an hour.`,
  live_limit: ({ who }) => `${who} may have keys, but has reached the limit on live keys per person.`,
} satisfies Record<DenialCause, Say>

/** Why no key was created, although the person may have one. */
export const FAILED = {
  interrupted: () => 'newkey was interrupted before it asked Twilio.',
  ack_lost: () => 'newkey answered Slack too late, and Slack had already said that the command failed.',
  record_failed: () => 'newkey couldn’t write its record, and it creates no key without a record.',
  slack_setup: () => 'Slack wouldn’t let newkey show a secret, so newkey created no key.',
  dm_unavailable: () => 'There is no DM to show the secret in.',
  intent_stale: () => 'newkey was too slow to ask Twilio in time.',
  twilio_credential: () => 'Twilio rejected newkey’s own credential.',
  twilio_permission: () => 'Twilio doesn’t allow newkey’s credential to create keys.',
  twilio_account: () => 'Twilio can’t find the account.',
  twilio_name: () => 'Twilio rejected the name.',
  twilio_full: () => 'The account has as many keys as it can hold.',
  twilio_busy: () => 'Twilio was too busy, and did nothing.',
  twilio_refused: () => 'Twilio refused to create the key.',
  twilio_unreachable: () => 'newkey couldn’t connect to Twilio.',
} satisfies Record<FailureCause, Say>

/** Why newkey doesn't know whether a key was created. */
export const UNKNOWN = {
  interrupted: () => 'newkey was killed while it waited for Twilio’s answer.',
  twilio_error: () => 'Twilio failed while creating the key.',
  twilio_silent: () => 'Twilio didn’t answer in time.',
  twilio_cut_off: () => 'The connection broke before Twilio’s answer arrived.',
  twilio_unreadable: () => 'newkey couldn’t read Twilio’s answer.',
  twilio_other_key: () => 'Twilio’s answer named a key that can’t be this request’s.',
} satisfies Record<UnknownCause, Say>

/** Why a person is asked about a key. */
export const HELD = {
  orphan: () =>
    'newkey found a key with this name but can’t prove that it created it, so newkey doesn’t revoke it without asking.',
  stale: () =>
    'The record is more than an hour old, as in a restored backup, so newkey doesn’t revoke the key without asking.',
  too_many: () =>
    'newkey has revoked many keys in the last hour, so it doesn’t revoke this one without asking.',
  unproven: () =>
    'The audit log doesn’t show that newkey created this key, so newkey doesn’t revoke it without asking.',
  on_hold: () => 'newkey is set to revoke no key without asking.',
  restored: () =>
    'newkey’s database is older than it was, as after restoring a backup, so newkey revokes no key without asking.',
} satisfies Record<HoldCause, Say>

/** Why a key is revoked. */
export const REVOKED = {
  delivery_failed: () =>
    'Slack didn’t accept the message with the secret, and newkey never sends a secret twice.',
  membership_lost: ({ who }) =>
    `Before the secret was shown, Slack no longer confirmed that ${who} is in the group.`,
  interrupted: () => 'newkey was killed before it knew whether the secret had been seen.',
  no_secret: () => 'Twilio created the key but didn’t return its secret.',
  record_failed: () => 'newkey couldn’t record what happened.',
  overtaken: () => 'Creating the key took too long.',
  not_received: ({ who }) => `${who} says that the secret didn’t arrive.`,
  revoked_by_requester: ({ who }) => `${who} no longer needs it.`,
  decided: ({ by }) => `${by} decided to revoke it.`,
  deleted_elsewhere: () => 'Somebody deleted it at Twilio without newkey, and newkey noticed.',
} satisfies Record<RevokeCause, Say>

/** Whether somebody wanted the key revoked for its own sake: then it isn't shown as a failure. */
const WANTED = {
  delivery_failed: false,
  membership_lost: false,
  interrupted: false,
  no_secret: false,
  record_failed: false,
  overtaken: false,
  not_received: false,
  revoked_by_requester: true,
  decided: true,
  deleted_elsewhere: true,
} satisfies Record<RevokeCause, boolean>

/** Whether a key was revoked because somebody wanted it gone. */
export const isWanted = (outcome: string): boolean => lookUp(WANTED, outcome) ?? false

/** The sentence for a cause. One that the page doesn't know is named instead of explained. */
export function why(causes: Readonly<Record<string, Say>>, outcome: string, named: Named): string {
  return lookUp(causes, outcome)?.(named) ?? `This page has no explanation for “${outcome}”.`
}

function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
