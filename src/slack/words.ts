import { NAME_LIMIT, REASON_LIMIT } from '../keys/name.ts'
import type {
  ButtonRefusal,
  FailureReason,
  HoldReason,
  RevokeReason,
  UnknownReason,
} from '../keys/reasons.ts'
import type { GroupId, RequestIn } from '../keys/request.ts'
import { amount } from './amount.ts'
import { bold, code, groupList, named, time, type Words } from './blocks/rich-text.ts'
import { whyMixed, whyOdd } from './name-words.ts'

/** What the words need to know of the settings. */
export interface Wording {
  /** The groups whose members may have keys. */
  readonly groups: () => readonly GroupId[]
  readonly issuesPerHour: number
  readonly liveKeys: number
}

/** Times are shown in minutes: rounded down, the limit would still hold at the time that was named. */
const wholeMinute = (at: number): number => Math.ceil(at / 60_000) * 60_000
const EXAMPLE = code('/newkey payments-svc')
const ALLOWED: Words = [
  `A name is 1 to ${NAME_LIMIT} letters, digits and ordinary marks, for example `,
  code('payments-svc'),
  '.',
]
const AGAIN = 'Type the command again.'
const OPERATOR = 'If it goes on, tell whoever runs newkey.'

/** Why somebody may not, or not with these words: what is the matter, and what to do. */
export function whyDenied(why: ButtonRefusal, wording: Wording, retryAt?: number, name?: string): Words {
  const words: Record<ButtonRefusal, Words> = {
    not_in_group: [
      'newkey makes keys for members of ',
      ...groupList(wording.groups()),
      '. Somebody there can add you or get the key for you.',
    ],
    guest: [
      'guests can’t have keys. Ask a member of ',
      ...groupList(wording.groups()),
      ' to get the key you need.',
    ],
    deactivated: ['this Slack account is deactivated.'],
    bot: ['newkey makes keys for people, not for bots.'],
    other_workspace: ['newkey makes keys only for people of its own workspace.'],
    slack_unavailable: [
      'Slack didn’t say who you are and which groups you are in. Try again in a minute. ',
      OPERATOR,
    ],
    name_missing: ['it needs a name. Type for example ', EXAMPLE, '.'],
    name_unclosed_quote: [
      'the name begins with a quote that is never closed. Type for example ',
      code('/newkey "payments service"'),
      '.',
    ],
    name_too_long: ['the name is too long. ', ...ALLOWED],
    name_like_sid: [
      'the name holds something that looks like a Twilio SID, which would mislead its readers. ',
      ...ALLOWED,
    ],
    name_characters: [...whyOdd(name), ...ALLOWED],
    name_mixed_scripts: [...whyMixed(name), ...ALLOWED],
    reason_too_long: [`the reason is too long. It has up to ${REASON_LIMIT} characters.`],
    reason_characters: ['the reason holds characters that can’t be seen. Type it in plain text.'],
    hourly_limit: [
      `you have had ${amount(wording.issuesPerHour, 'key')} within an hour, which is the most. You can ask again `,
      ...(retryAt === undefined ? ['later'] : ['on ', time(wholeMinute(retryAt))]),
      '.',
    ],
    live_limit: [
      `you have ${amount(wording.liveKeys, 'live key')}, which is the most. You can ask again as soon as one is revoked: `,
      'press ',
      bold('Revoke this key'),
      ' on the card of one you don’t need, in your DM with newkey.',
    ],
    own_request: ['another member of the group decides about a key that you asked for.'],
    not_yours: ['only the person who asked for this key can do that.'],
    request_missing: ['newkey has no record of this key.'],
    not_ready: ['newkey is still at work on this key. Press again in a few seconds.'],
    too_many_refusals: [
      'too much of what you asked was refused within a minute, so newkey didn’t look at this. Wait a minute, then try again.',
    ],
  }
  return words[why]
}

/** Why no key was made, and what to do. The id leads whoever runs newkey to the log line. */
export function whyFailed(request: RequestIn<'failed'>): Words {
  const tell: Words = [' Tell whoever runs newkey, with this id: ', code(request.id), '.']
  const words: Record<FailureReason, Words> = {
    interrupted: ['newkey was interrupted before it asked Twilio. ', AGAIN],
    ack_lost: ['newkey was too slow to answer Slack in time. ', AGAIN],
    record_failed: [
      'newkey couldn’t write its records, and without a record it makes no key. Try again in a minute. ',
      OPERATOR,
    ],
    dm_unavailable: [
      'newkey couldn’t open a DM with you to show the secret in. Find newkey under Apps in Slack, open its Messages tab, and ask again.',
    ],
    intent_stale: ['newkey took too long to begin. ', AGAIN],
    twilio_credential: ['Twilio doesn’t accept newkey’s own credential.', ...tell],
    twilio_permission: ['Twilio doesn’t let newkey’s credential make keys.', ...tell],
    twilio_account: ['Twilio doesn’t find the account that newkey works for.', ...tell],
    twilio_name: ['Twilio doesn’t accept this name. ', ...ALLOWED],
    twilio_full: [
      'this Twilio account has as many API keys as it can have. Some must be deleted first.',
      ...tell,
    ],
    twilio_busy: ['Twilio is busy. Try again in a minute. ', OPERATOR],
    twilio_refused: ['Twilio refused.', ...tell],
    twilio_unreachable: ['newkey couldn’t reach Twilio. Try again in a minute. ', OPERATOR],
  }
  return words[request.why]
}

/** Why it isn't known whether a key was made, and what to do. */
export function whyUnknown(request: RequestIn<'unknown'>): Words {
  const words: Record<UnknownReason, string> = {
    interrupted: 'newkey was interrupted while it asked Twilio for the key',
    twilio_error: 'Twilio had a fault while it made the key',
    twilio_silent: 'Twilio didn’t answer in time',
    twilio_cut_off: 'the connection to Twilio broke before its answer was complete',
    twilio_unreadable: 'Twilio’s answer couldn’t be read',
    twilio_other_key: 'Twilio’s answer named a key that can’t be the one you asked for',
  }
  return [
    `${words[request.why]}. A key named `,
    named(request.name),
    ' may exist. Nobody has seen its secret. newkey looks for it; if it is there, another member of your group is ',
    'asked whether it goes. You can ask again now. The id of this request is ',
    code(request.id),
    '.',
  ]
}

/** Why newkey asks a person about a key instead of deleting it. */
export function whyHeld({ why }: RequestIn<'held' | 'kept'>): Words {
  const words: Record<HoldReason, string> = {
    orphan:
      'newkey asked Twilio for a key and got no clear answer. This key may be the one: it has the name that was asked for, or came into being at about the same time. But nobody can prove that it is newkey’s.',
    stale:
      'newkey’s record says that nobody was shown its secret. But the record is more than an hour old, and may be from a restored backup.',
    too_many:
      'newkey’s record says that nobody was shown its secret. But newkey has deleted so many keys within an hour that a record may be wrong.',
    unproven:
      'newkey’s audit log doesn’t show that newkey made this key, although a row of its database says so. Ask whoever runs newkey to run newkey audit verify before you decide.',
    on_hold:
      'By newkey’s record its requester doesn’t have its secret, or not for certain. newkey is set to delete nothing by itself.',
    restored:
      'By newkey’s record its requester doesn’t have its secret, or not for certain. But newkey’s records are older than they have been, as after a restored backup, so it deletes nothing by itself.',
  }
  return [words[why]]
}

/** Why a key was deleted, or is being deleted, and what to do. */
export function whyRevoked(request: RequestIn<'revoke_pending' | 'revoked'>): Words {
  const words: Record<RevokeReason, string> = {
    delivery_failed: 'Slack didn’t take the message with the secret.',
    membership_lost:
      'Before the secret was shown, Slack no longer said that you are in a group that may have keys.',
    interrupted:
      'newkey was interrupted before it was sure that you saw the secret. If you saw one, don’t use it.',
    no_secret: 'Twilio made the key but gave no secret.',
    record_failed: 'newkey couldn’t write its records. If you saw a secret, don’t use it.',
    overtaken: 'It took too long to make the key.',
    not_received: 'You didn’t get the secret.',
    revoked_by_requester: 'You revoked it.',
    decided: 'A member of the group decided that it goes.',
  }
  const now =
    request.state === 'revoked'
      ? ['The key is deleted and works no more (', time(request.changedAt), '). ']
      : ['The key is being deleted: newkey tries until Twilio has done it. Don’t use it. ']
  return [`${words[request.why]} `, ...now, 'Need a key? ', 'Type ', code('/newkey'), ' with its name again.']
}
