import type { ButtonRefusal } from '../domain/causes.ts'
import type { Instant } from '../domain/clock.ts'
import { NewkeyError } from '../errors.ts'
import type { Answer, Press, PressKind } from './authorize-press.ts'
import type { Services } from './ports.ts'

/** A press as Slack sent it. */
export interface SentPress extends Press {
  /** Identifies the click, however often Slack sends it: a SHA-256 in hexadecimal. */
  readonly payloadDigest: string
}

/** The result of a press. */
export type PressOutcome<K> =
  /** The key in its new state. */
  | { readonly kind: 'done'; readonly key: K }
  | { readonly kind: 'refused'; readonly cause: ButtonRefusal; readonly retryAt?: Instant }
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
export async function answerPress<K>(
  services: Services,
  press: SentPress,
  kind: PressKind,
  verb: (services: Services, press: Press) => Promise<Answer<K>>,
): Promise<PressOutcome<K>> {
  const { store, policy } = services
  const screened = await screen(services, press, kind)
  if (screened !== 'look') return { kind: 'turned_away', flooding: screened === 'flooding' }
  if ((await store.clicks.record(press.payloadDigest)) === 'again') {
    policy.refusals.again(press, 'press')
    return { kind: 'repeated' }
  }
  return untilNotOvertaken(() => verb(services, press))
}

/**
 * Decides whether newkey looks at a press. Owners may always try to revoke their own key, so a person who was refused too
 * often may still press on those.
 */
async function screen(
  { policy, store }: Services,
  press: Press,
  kind: PressKind,
): Promise<'look' | 'closed' | 'flooding'> {
  const { refusals } = policy
  const standing = refusals.beginPress(press)
  if (standing === 'open') return 'look'
  const isOwn =
    standing === 'closed' && kind === 'own' && (await store.keys.find(press.key))?.owner === press.user
  if (isOwn) return 'look'
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
