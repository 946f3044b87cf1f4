import type { BotState } from '../kept-bot.ts'
import { FAILED, HELD, UNKNOWN, whyDenied, whyRevoked } from './outcomes.ts'

/** What is said of a request: a few words, and a sentence or two. */
export interface Explained {
  readonly headline: string
  readonly says: string
}

/** Who has to do with a request. */
export interface Cast {
  /** Who asked for the key. */
  readonly who: string
  /** Which person did something last. */
  readonly by: string
  /** A lead who may decide about the key; undefined where nobody else may. */
  readonly decider: string | undefined
  readonly bot: BotState
}

/** The events after which newkey has something left to do at once. */
const WORKING: ReadonlySet<string> = new Set(['received', 'authorized', 'intent', 'created'])

/** What the event says to somebody who sees newkey for the first time. */
export function explain(event: string, outcome: string, cast: Cast): Explained {
  const { who, by, decider, bot } = cast
  const alive = bot !== 'stopped'
  if (!alive && WORKING.has(event))
    return {
      headline: 'Interrupted',
      says: 'newkey was killed in the middle. The request is on disk: start newkey again, and see what it makes of it.',
    }
  switch (event) {
    case 'received':
      return {
        headline: 'Being checked',
        says: `The request was written down before Slack got an answer. Now Slack is asked who ${who} is.`,
      }
    case 'authorized':
      return { headline: 'Allowed', says: `${who} is in @platform, and the DM for the secret is open.` }
    case 'intent':
      return {
        headline: 'Twilio is asked, once',
        says: 'That a key is about to be made is on disk. Only now does newkey ask Twilio for it.',
      }
    case 'created':
      return {
        headline: 'The key is made',
        says: 'Its SID, which is its public name, is on record. Only now is its secret shown.',
      }
    case 'delivered':
      return {
        headline: 'Delivered',
        says: `The secret left newkey in one request, to ${who}’s DM, and newkey kept no copy. On record is the key’s SID, which is its public name.`,
      }
    case 'confirmed':
      return {
        headline: 'Delivered and stored',
        says: `${who} says that the secret is stored. The card stays, to revoke the key one day.`,
      }
    case 'denied':
      return { headline: 'Refused', says: `${whyDenied(outcome, cast)} Twilio was asked for nothing.` }
    case 'failed':
      return {
        headline: 'No key was made',
        says: `${FAILED.get(outcome) ?? 'Twilio said no.'} It is certain that no key exists.`,
      }
    case 'unknown':
      return {
        headline: 'A key may exist',
        says: `${UNKNOWN.get(outcome) ?? 'Twilio gave no clear answer.'} newkey doesn’t ask a second time: that could make two. It looks for the key ${alive ? 'now, after 1, 5 and 15 minutes, and then every hour' : 'as soon as it is started again'}.`,
      }
    case 'held':
      return {
        headline: 'A person decides',
        says: `${HELD.get(outcome) ?? 'newkey doesn’t delete this key without asking.'} ${
          decider === undefined
            ? 'Another member of @platform has to, and no lead is one: put one in.'
            : `The leads are asked in #key-audit: become ${decider}, and decide.`
        }`,
      }
    case 'kept':
      return { headline: 'Kept', says: `${by} said that the key is in use, so it stays.` }
    case 'revoke_pending':
      return {
        headline: 'Being deleted',
        says: `${whyRevoked(outcome, cast)} newkey tries ${alive ? 'again and again' : 'again, once it is started,'} until Twilio has deleted the key.`,
      }
    case 'revoked':
      return {
        headline: 'Deleted',
        says: `${whyRevoked(outcome, cast)} The key is deleted at Twilio and no longer works.`,
      }
    default:
      return { headline: event, says: outcome }
  }
}
