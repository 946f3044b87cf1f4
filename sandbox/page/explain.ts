import type { BotState } from '../kept-bot.ts'
import { DENIED, FAILED, HELD, type Named, REVOKED, UNKNOWN, why } from './causes.ts'
import { EVENTS, type PathEvent } from './events.ts'

/** What is said of a request: a few words, and a sentence or two. */
export interface Explained {
  readonly headline: string
  readonly says: string
}

/** The people and the bot in an explanation. */
export interface Cast extends Named {
  /** A lead who may decide about the key; undefined where no lead may. */
  readonly decider: string | undefined
  readonly bot: BotState
}

/** Explains the newest event of a request to somebody who sees newkey for the first time. */
export function explain(event: PathEvent, outcome: string, cast: Cast): Explained {
  const { who, by, decider, bot } = cast
  const alive = bot !== 'stopped'
  if (!alive && EVENTS[event].tone === 'working')
    return {
      headline: 'Interrupted',
      says: 'newkey was killed while it worked on this request. The request is on disk: start newkey again, and see how it ends.',
    }
  switch (event) {
    case 'received':
      return {
        headline: 'Being checked',
        says: `newkey wrote the request down before it answered Slack. Now it asks Slack, all at the same time, who ${who} is, who is in @platform, and for the DM.`,
      }
    case 'asked':
      return {
        headline: 'Waiting for an answer',
        says: `newkey isn’t sure that ${who} means this, so it asks before it creates a key. The question stays open for 10 minutes.`,
      }
    case 'withdrawn':
      return { headline: 'Canceled', says: `${who} canceled the request. newkey asked Twilio for nothing.` }
    case 'expired':
      return {
        headline: 'No answer',
        says: 'Nobody answered within 10 minutes. newkey asked Twilio for nothing.',
      }
    case 'authorized':
      return { headline: 'Allowed', says: `${who} is in @platform, and the DM for the secret is open.` }
    case 'intent':
      return {
        headline: 'Asking Twilio, once',
        says: 'newkey has recorded on disk that it’s about to create a key. Only now does it ask Twilio.',
      }
    case 'created':
      return {
        headline: 'The key is created',
        says: 'Its SID, which is its public name, is on record. Only now is its secret shown.',
      }
    case 'delivered':
      return {
        headline: 'Delivered',
        says: `The secret left newkey in one request, to ${who}’s DM, and newkey kept no copy. What stays on record is the key’s SID, which is its public name.`,
      }
    case 'confirmed':
      return {
        headline: 'Delivered and stored',
        says: `${who} confirmed that the secret is stored. The card stays, so ${who} can revoke the key there at any time.`,
      }
    case 'denied':
      return { headline: 'Refused', says: `${why(DENIED, outcome, cast)} newkey asked Twilio for nothing.` }
    case 'failed':
      return {
        headline: 'No key was created',
        says: `${why(FAILED, outcome, cast)} It’s certain that no key exists.`,
      }
    case 'unknown':
      return {
        headline: 'A key may exist',
        says: `${why(UNKNOWN, outcome, cast)} newkey doesn’t ask a second time, because that could create two keys. It looks for the key ${alive ? 'now, after 1, 5 and 15 minutes, and then every hour' : 'as soon as you start newkey again'}.`,
      }
    case 'held':
      return {
        headline: 'A person decides',
        says: `${why(HELD, outcome, cast)} ${
          decider === undefined
            ? 'Another member of @platform has to decide, and no lead is one: put a lead into the group.'
            : `newkey asks the leads in #key-audit: become ${decider}, and decide.`
        }`,
      }
    case 'kept':
      return { headline: 'Kept', says: `${by} decided to keep the key.` }
    case 'revoking':
      return {
        headline: 'Being revoked',
        says: `${why(REVOKED, outcome, cast)} ${
          alive
            ? 'newkey tries until Twilio has deleted the key.'
            : 'Once you start it again, newkey tries until Twilio has deleted the key.'
        }`,
      }
    case 'revoked':
      return {
        headline: 'Revoked',
        says: `${why(REVOKED, outcome, cast)} The key is deleted at Twilio and no longer works.`,
      }
  }
}
