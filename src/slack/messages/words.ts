import type {
  ButtonRefusal,
  FailureCause,
  HoldCause,
  RevokeCause,
  UnknownCause,
} from '../../domain/causes.ts'
import { NAME_LIMIT, REASON_LIMIT } from '../../domain/name.ts'
import type { RequestIn } from '../../domain/request.ts'
import type { GroupId } from '../../ids.ts'
import { MOST_REFUSALS } from '../../keys/refusals.ts'
import { amount } from './amount.ts'
import { whyMixed, whyOdd } from './name-words.ts'
import { bold, code, groupList, named, time, type Words } from './rich-text.ts'

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
  `A name has 1 to ${NAME_LIMIT} letters, digits and common symbols, for example `,
  code('payments-svc'),
  '.',
]
const AGAIN = 'Type the command again.'
const OPERATOR = 'If this keeps happening, tell whoever runs newkey.'
/** Why somebody may not have a key, or not with these words: what is wrong, and what to do. */
export function whyDenied(cause: ButtonRefusal, wording: Wording, retryAt?: number, name?: string): Words {
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
    other_workspace: ['newkey makes keys only for people in its own workspace.'],
    slack_unavailable: [
      'Slack didn’t say who you are or which groups you’re in. Try again in a minute. ',
      OPERATOR,
    ],
    name_missing: ['a key needs a name. For example: ', EXAMPLE, '.'],
    name_unclosed_quote: [
      'the name starts with a quotation mark that is never closed. For example: ',
      code('/newkey "payments service"'),
      '.',
    ],
    name_too_long: ['the name is too long. ', ...ALLOWED],
    name_like_sid: ['a name can’t contain anything that looks like a Twilio SID. ', ...ALLOWED],
    name_characters: [...whyOdd(name), ...ALLOWED],
    name_mixed_scripts: [...whyMixed(name), ...ALLOWED],
    reason_too_long: [`the reason is too long. The limit is ${REASON_LIMIT} characters.`],
    reason_characters: ['the reason contains characters that can’t be seen. Type it in plain text.'],
    hourly_limit: [
      `you’ve asked for ${amount(wording.issuesPerHour, 'key')} in the last hour, which is the limit. You can ask again `,
      ...(retryAt === undefined ? ['later'] : ['on ', time(wholeMinute(retryAt))]),
      '.',
    ],
    live_limit: [
      `you have ${amount(wording.liveKeys, 'live key')}, which is the limit. You can ask again once one is revoked: `,
      'press ',
      bold('Revoke this key'),
      ' on the card of a key you don’t need, in your DM with newkey.',
    ],
    own_request: ['you asked for this key, so another member of the group has to decide.'],
    not_yours: ['only the person who asked for this key can do that.'],
    request_missing: ['newkey has no record of this key.'],
    not_ready: ['newkey is still working on this key. Press the button again in a few seconds.'],
    too_many_refusals: [
      `newkey refused more than ${MOST_REFUSALS} of your requests within a minute, so it ignored this one. Wait a minute, then try again.`,
    ],
  }
  return words[cause]
}

/** Why no key was made, and what to do. The id leads whoever runs newkey to the log line. */
export function whyFailed(request: RequestIn<'failed'>): Words {
  const tell: Words = [' Tell whoever runs newkey, and give them this id: ', code(request.id), '.']
  const words: Record<FailureCause, Words> = {
    interrupted: ['newkey was interrupted before it asked Twilio. ', AGAIN],
    ack_lost: ['newkey was too slow to answer Slack in time. ', AGAIN],
    record_failed: [
      'newkey couldn’t write its records, and it makes no key without a record. Try again in a minute. ',
      OPERATOR,
    ],
    dm_unavailable: [
      'newkey couldn’t open a DM with you to show the secret in. Find newkey under Apps in Slack, open its Messages tab, and ask again.',
    ],
    intent_stale: ['newkey took too long to start. ', AGAIN],
    twilio_credential: ['Twilio rejected newkey’s own credential.', ...tell],
    twilio_permission: ['Twilio doesn’t allow newkey’s credential to make keys.', ...tell],
    twilio_account: ['Twilio can’t find the account that newkey uses.', ...tell],
    twilio_name: ['Twilio rejected this name. ', ...ALLOWED],
    twilio_full: [
      'this Twilio account has as many API keys as it can hold. Some must be deleted first.',
      ...tell,
    ],
    twilio_busy: ['Twilio is busy. Try again in a minute. ', OPERATOR],
    twilio_refused: ['Twilio refused to make it.', ...tell],
    twilio_unreachable: ['newkey couldn’t reach Twilio. Try again in a minute. ', OPERATOR],
  }
  return words[request.cause]
}

/** Why it isn't known whether a key was made, and what to do. */
export function whyUnknown(request: RequestIn<'unknown'>): Words {
  const words: Record<UnknownCause, string> = {
    interrupted: 'newkey was interrupted while asking Twilio for the key',
    twilio_error: 'Twilio failed while making the key',
    twilio_silent: 'Twilio didn’t answer in time',
    twilio_cut_off: 'the connection to Twilio broke before its answer was complete',
    twilio_unreadable: 'newkey couldn’t read Twilio’s answer',
    twilio_other_key: 'Twilio’s answer named a key that can’t be the one you asked for',
  }
  return [
    `${words[request.cause]}. A key named `,
    named(request.name),
    ' may exist. Nobody has seen its secret. newkey is looking for it; if it finds one, newkey will ask another ',
    'member of your group whether to delete it. You can ask again now. The id of this request is ',
    code(request.id),
    '.',
  ]
}

/** Why newkey asks a person about a key instead of deleting it. */
export function whyHeld({ cause }: RequestIn<'held' | 'kept'>): Words {
  const words: Record<HoldCause, string> = {
    orphan:
      'newkey asked Twilio for a key and got no clear answer. This may be that key: it has the name that was asked for, or was created at about the same time. But newkey can’t prove that it made this key.',
    stale:
      'newkey’s record says that nobody was shown its secret. But the record is more than an hour old, and may come from a restored backup.',
    too_many:
      'newkey’s record says that nobody was shown its secret. But newkey has deleted so many keys in the last hour that its records may be wrong.',
    unproven:
      'newkey’s audit log doesn’t show that newkey made this key, although a row of its database says so. Before you decide, ask whoever runs newkey to run newkey audit verify.',
    on_hold:
      'newkey’s record says that its requester doesn’t have its secret, or may not have it. newkey is set to delete nothing without asking.',
    restored:
      'newkey’s record says that its requester doesn’t have its secret, or may not have it. But newkey’s database is older than it was, as after restoring a backup, so newkey deletes nothing without asking.',
  }
  return [words[cause]]
}

/** Why the requester isn't to use a key that a person has still to decide about. */
export function whyNotToUse({ cause }: RequestIn<'held'>): string {
  if (cause === 'orphan') return 'newkey can’t tell whether this is the key you asked for.'
  if (cause === 'unproven') return 'newkey’s audit log doesn’t show that newkey made it.'
  return 'newkey has no record that its secret reached you.'
}

/** Why a key was deleted, or is being deleted, and what to do. */
export function whyRevoked(request: RequestIn<'revoke_pending' | 'revoked'>): Words {
  const words: Record<RevokeCause, string> = {
    delivery_failed: 'Slack didn’t take the message with the secret.',
    membership_lost:
      'Before the secret was shown, Slack no longer confirmed that you’re in a group that may have keys.',
    interrupted:
      'newkey was interrupted before it knew whether you had seen the secret. If you saw one, don’t use it.',
    no_secret: 'Twilio made the key but returned no secret.',
    record_failed: 'newkey couldn’t write its records. If you saw a secret, don’t use it.',
    overtaken: 'Making the key took too long.',
    not_received: 'You didn’t get the secret.',
    revoked_by_requester: 'You revoked it.',
    decided: 'Another member of the group decided to delete it.',
  }
  const now =
    request.state === 'revoked'
      ? ['The key is deleted and no longer works (', time(request.changedAt), '). ']
      : ['The key is being deleted: newkey keeps trying until Twilio has done it. Don’t use it. ']
  return [
    `${words[request.cause]} `,
    ...now,
    'Need a key? ',
    'Type ',
    code('/newkey'),
    ' and its name again.',
  ]
}
