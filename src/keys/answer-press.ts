import { NewkeyError } from '../errors.ts'
import type { Answer } from './authorize-press.ts'
import type { Who } from './minutes.ts'
import type { Services } from './ports.ts'

/** A press as Slack sent it. */
export interface SentPress extends Who {
  /** Identifies the click, however often Slack sends it: a SHA-256 in hexadecimal. */
  readonly payloadDigest: string
}

/** What a press is about. */
export interface PressWork<T> {
  /** Whether it is about something of the person's own. It is asked only if they press too much. */
  readonly isOwn: () => Promise<boolean>
  readonly verb: () => Promise<Answer<T>>
}

/** The result of a press. */
export type PressOutcome<T> =
  /** Done, or refused. */
  | Answer<T>
  /** Slack had sent the same click before. Nothing was done. */
  | { readonly kind: 'repeated' }
  /**
   * The person has been refused too often within a minute, or presses more than anybody needs (`flooding`). The press is
   * counted, but not looked at.
   */
  | { readonly kind: 'turned_away'; readonly flooding: boolean }

/** How often a press is tried that other changes of the key overtake. */
const MOST_TRIES = 3

/**
 * Answers a press of a button. Before anything about it is written, it turns away a person who presses too much. Then it
 * records the click, which counts once, and runs the verb. A verb that another change has overtaken is run again, on the
 * new state of the key.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function answerPress<T>(
  services: Services,
  press: SentPress,
  { isOwn, verb }: PressWork<T>,
): Promise<PressOutcome<T>> {
  const { store, policy } = services
  const screened = await screen(services, press, isOwn)
  if (screened !== 'look') return { kind: 'turned_away', flooding: screened === 'flooding' }
  if ((await store.clicks.record(press.payloadDigest)) === 'again') {
    policy.refusals.again(press, 'press')
    return { kind: 'repeated' }
  }
  return untilNotOvertaken(verb)
}

/**
 * Decides whether newkey looks at a press. Owners may always try to revoke their own key, so a person who was refused too
 * often may still press on what is theirs.
 */
async function screen(
  { policy }: Services,
  press: Who,
  isOwn: () => Promise<boolean>,
): Promise<'look' | 'closed' | 'flooding'> {
  const { refusals } = policy
  const standing = refusals.beginPress(press)
  if (standing === 'open') return 'look'
  if (standing === 'closed' && (await isOwn())) return 'look'
  refusals.turnAway(press)
  return refusals.standing(press) === 'closed' ? 'closed' : 'flooding'
}

async function untilNotOvertaken<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (tries >= MOST_TRIES || !(error instanceof NewkeyError) || error.code !== 'overtaken') throw error
    }
  }
}
