import type { Cast } from './explain.ts'

/** Why a request was denied. */
export function whyDenied(outcome: string, { who }: Cast): string {
  const words = new Map([
    ['not_in_group', `Slack says that ${who} is not in @platform.`],
    ['guest', `Slack says that ${who} is a guest. Guests can’t have keys, whatever group they are in.`],
    ['deactivated', `Slack says that ${who}’s account is deactivated.`],
    ['bot', `Slack says that ${who} is a bot. Keys are for people.`],
    ['other_workspace', `Slack says that ${who} belongs to another workspace.`],
    ['slack_unavailable', `Slack didn’t say who ${who} is. No answer means no.`],
    ['name_missing', 'A key needs a name.'],
    ['name_unclosed_quote', 'The name starts with a quotation mark that is never closed.'],
    ['name_too_long', 'Twilio takes names of up to 64 characters.'],
    ['name_like_sid', 'A name can’t contain anything that looks like a Twilio SID.'],
    ['name_characters', 'The name contains characters that can’t be seen, or that pass for others.'],
    ['name_mixed_scripts', 'A word of the name mixes alphabets, so that look-alikes would pass.'],
    ['reason_too_long', 'A reason can have up to 300 characters.'],
    ['reason_characters', 'The reason contains characters that can’t be seen.'],
    ['hourly_limit', `${who} has asked for as many keys in the last hour as one person may.`],
    [
      'too_many_refusals',
      `${who} asked, or was refused, so often within a minute that newkey ignored this request.`,
    ],
    ['live_limit', `${who} has as many live keys as one person may.`],
  ])
  return words.get(outcome) ?? 'newkey refused.'
}

/** Why no key was made, although the person may have one. */
export const FAILED: ReadonlyMap<string, string> = new Map([
  ['interrupted', 'newkey was interrupted before it asked Twilio.'],
  ['ack_lost', 'Slack had already told its user that the command failed.'],
  ['record_failed', 'What can’t be recorded doesn’t happen.'],
  ['dm_unavailable', 'There is no DM to show the secret in.'],
  ['intent_stale', 'newkey took too long to start.'],
  ['twilio_credential', 'Twilio rejected newkey’s own credential.'],
  ['twilio_permission', 'Twilio doesn’t allow newkey’s credential to make keys.'],
  ['twilio_account', 'Twilio can’t find the account.'],
  ['twilio_name', 'Twilio rejected the name.'],
  ['twilio_full', 'The account has as many keys as it can hold.'],
  ['twilio_busy', 'Twilio was too busy, and did nothing.'],
  ['twilio_refused', 'Twilio refused to make the key.'],
  ['twilio_unreachable', 'newkey couldn’t connect to Twilio.'],
])

/** Why newkey doesn't know whether a key was made. */
export const UNKNOWN: ReadonlyMap<string, string> = new Map([
  ['interrupted', 'newkey was killed while it waited for Twilio’s answer.'],
  ['twilio_error', 'Twilio failed while making the key.'],
  ['twilio_silent', 'Twilio didn’t answer in time.'],
  ['twilio_cut_off', 'The connection broke before Twilio’s answer arrived.'],
  ['twilio_unreadable', 'newkey couldn’t read Twilio’s answer.'],
  ['twilio_other_key', 'Twilio’s answer named a key that can’t be this request’s.'],
])

/** Why a person is asked about a key. */
export const HELD: ReadonlyMap<string, string> = new Map([
  [
    'orphan',
    'newkey found a key with this name, but can’t prove that it made it, so it doesn’t delete it without asking.',
  ],
  [
    'stale',
    'The record is more than an hour old, as in a restored backup, so newkey doesn’t delete the key without asking.',
  ],
  [
    'too_many',
    'newkey has deleted many keys in the last hour, so it doesn’t delete this one without asking.',
  ],
  [
    'unproven',
    'The audit log doesn’t show that newkey made this key, so newkey doesn’t delete it without asking.',
  ],
  ['on_hold', 'newkey is set to delete nothing without asking.'],
  ['restored', 'newkey’s database is older than it was, so newkey deletes nothing without asking.'],
])

/** Why a key is deleted. */
export function whyRevoked(outcome: string, { who, by }: Cast): string {
  const words = new Map([
    ['delivery_failed', 'Slack didn’t take the message with the secret, and the secret isn’t sent twice.'],
    [
      'membership_lost',
      `Before the secret was shown, Slack no longer confirmed that ${who} is in the group.`,
    ],
    ['interrupted', 'newkey was killed before it knew whether the secret had been seen.'],
    ['no_secret', 'Twilio’s answer held no secret.'],
    ['record_failed', 'What happened couldn’t be recorded.'],
    ['overtaken', 'Making the key took too long.'],
    ['not_received', `${who} says that the secret didn’t arrive.`],
    ['revoked_by_requester', `${who} no longer needs it.`],
    ['decided', `${by} decided to delete it.`],
  ])
  return words.get(outcome) ?? 'newkey doesn’t need it.'
}
