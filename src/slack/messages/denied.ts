import type { ButtonRefusal } from '../../domain/causes.ts'
import { REASON_LIMIT } from '../../domain/name.ts'
import { MOST_REFUSALS } from '../../domain/policy.ts'
import { amount } from './amount.ts'
import { whyMixed, whyOdd } from './name-words.ts'
import { bold, code, groupList, time, type Words } from './rich-text.ts'
import { ALLOWED, admin, ifItKeepsHappening, NEED_A_KEY, type Wording } from './wording.ts'

/** Slack shows times in whole minutes. They are rounded up, since the limit still applies in the minute before. */
const wholeMinute = (at: number): number => Math.ceil(at / 60_000) * 60_000
const EXAMPLE = code('/newkey payments-svc')

/**
 * Why a request was denied or a button refused, and what to do.
 * @param retryAt when asking again is of use, if that is known
 * @param name the name that was asked for, to say what is wrong with it
 */
export function whyDenied(cause: ButtonRefusal, wording: Wording, retryAt?: number, name?: string): Words {
  const words: Record<ButtonRefusal, Words> = {
    not_in_group: [
      'newkey creates keys for members of ',
      ...groupList(wording.groups()),
      '. Ask somebody there to add you, or to get the key for you.',
    ],
    guest: [
      'guests can’t have keys. Ask a member of ',
      ...groupList(wording.groups()),
      ' to get the key you need.',
    ],
    deactivated: ['this Slack account is deactivated.'],
    bot: ['newkey creates keys for people, not for bots.'],
    other_workspace: ['newkey creates keys only for members of its own workspace.'],
    slack_unavailable: [
      'Slack didn’t say who you are or which groups you’re in. ',
      ...(retryAt === undefined
        ? ['Try again in a minute. ']
        : ['It has asked newkey to wait. Try again ', time(wholeMinute(retryAt)), '. ']),
      ...ifItKeepsHappening(wording),
    ],
    slack_setup: [
      'Slack doesn’t let newkey look up who you are. Trying again won’t help: the app or its settings must be changed. Tell ',
      ...admin(wording),
      '. newkey’s log says what to change.',
    ],
    name_missing: ['a key needs a name. For example: ', EXAMPLE, '.'],
    name_unclosed_quote: [
      'the name starts with a quotation mark, but that quotation mark is never closed, or no space follows its closing mark. For example: ',
      code('/newkey "payments service"'),
      '.',
    ],
    name_too_long: ['the name is too long. ', ...ALLOWED],
    name_like_sid: ['a name can’t contain anything that looks like a Twilio SID. ', ...ALLOWED],
    name_characters: [...whyOdd(name), ...ALLOWED],
    name_mixed_scripts: [...whyMixed(name), ...ALLOWED],
    reason_too_long: [`the reason is too long. The limit is ${REASON_LIMIT} characters.`],
    reason_characters: [
      'the reason contains invisible characters, which often come with pasted text. Type it instead of pasting it.',
    ],
    hourly_limit: [
      `you’ve asked for ${amount(wording.issuesPerHour, 'key')} in the last hour, which is the limit. You can ask again `,
      ...(retryAt === undefined ? ['later'] : [time(wholeMinute(retryAt))]),
      '.',
    ],
    live_limit: [
      `you have ${amount(wording.liveKeys, 'live key')}, which is the limit. You can ask again once one is revoked: `,
      'press ',
      bold('Revoke this key'),
      ' on the card of a key you don’t need, or type ',
      code('/newkey revoke'),
      ' and its name.',
    ],
    own_request: ['you asked for this key, so another member of the group has to decide.'],
    not_yours: ['this key belongs to somebody else, and only its owner can do that.'],
    request_missing: ['newkey has no record of this key. Tell ', ...admin(wording), '.'],
    not_ready: ['newkey is still working on this key. Press the button again in a few seconds.'],
    under_review: [
      'a reviewer is deciding whether to delete this key or to keep it, so you can’t confirm it now. Don’t use it. ',
      ...NEED_A_KEY,
    ],
    too_many_refusals: [
      `newkey refused ${MOST_REFUSALS} of your commands or presses within a minute, so it ignored this one. Wait a minute, then try again.`,
    ],
  }
  return words[cause]
}
