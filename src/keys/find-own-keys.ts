import type { Instant } from '../domain/clock.ts'
import { foldedName } from '../domain/folded-name.ts'
import type { Key, RevocableKey } from '../domain/key.ts'
import { isNoAnswer, type NoAnswer } from '../domain/no-answer.ts'
import { isKeySid, isSameSid, type KeySid } from '../ids.ts'
import type { Who } from './minutes.ts'
import type { Services } from './ports.ts'

/** What somebody's own keys are, seen from what they typed. */
export type OwnKeys =
  /** The keys that they may mean. */
  | { readonly kind: 'found'; readonly keys: readonly [RevocableKey, ...RevocableKey[]] }
  /** The key is already revoked, or being revoked. */
  | { readonly kind: 'over'; readonly key: Key & { readonly state: 'revoking' | 'revoked' } }
  /** None is like that. `others`: the keys that they have. */
  | { readonly kind: 'none'; readonly others: readonly RevocableKey[] }
  /** They ask for more than anybody needs. */
  | { readonly kind: 'turned_away' }
  /** newkey doesn't know yet which workspace is its own, or this isn't it. */
  | { readonly kind: 'refused'; readonly cause: 'slack_setup' | 'other_workspace' }
  /** The same, and Slack may say next time. `retryAt`: when it answers again, if it has said so. */
  | { readonly kind: 'refused'; readonly cause: 'slack_unavailable'; readonly retryAt: Instant | undefined }

/**
 * Finds the keys of one person that they may have revoked, by name or sid. It grants nothing: whoever presses the button
 * is checked then. Being in a group isn't needed to give a key up, so Slack isn't asked about groups.
 * @param what a name, a sid, or nothing, which means any key
 * @throws NewkeyError `store_failed`
 */
export async function findOwnKeys(services: Services, who: Who, what: string): Promise<OwnKeys> {
  const { store, slack, policy, clock, log } = services
  if (policy.refusals.beginPress(who) === 'flooding') {
    policy.refusals.turnAway(who)
    return { kind: 'turned_away' }
  }
  const ourTeam = await slack.directory.ourTeam()
  const isKnown = !isNoAnswer(ourTeam)
  if (isKnown && ourTeam !== who.team) {
    log.warn('Somebody of another workspace asked which key to revoke', { ...who, cause: 'other_workspace' })
    return { kind: 'refused', cause: 'other_workspace' }
  }
  // While Slack doesn't say which workspace is ours, the one that the keys were issued in is.
  const all = await store.keys.revocableOf(who)
  const [first, ...more] = choose(all, what)
  if (first) return { kind: 'found', keys: [first, ...more] }
  const sid = sidIn(what)
  const over = sid && (await store.keys.find(sid))
  const isTheirs = over !== undefined && over.owner === who.user && over.team === who.team
  if (isTheirs && (over.state === 'revoking' || over.state === 'revoked')) return { kind: 'over', key: over }
  if (!isKnown && all.length === 0) return refusedBy(ourTeam, clock.now())
  return { kind: 'none', others: all }
}

/** The keys that are meant: by sid, by exact name, or else by name as people compare names. */
function choose(all: readonly RevocableKey[], what: string): readonly RevocableKey[] {
  if (what === '') return all
  const exact = all.filter(({ sid, name }) => isSameSid(sid, what) || name === what)
  if (exact.length > 0) return exact
  const folded = foldedName(what)
  return all.filter(({ name }) => foldedName(name) === folded)
}

/** A sid that was typed, in whatever case its letters are. */
function sidIn(what: string): KeySid | undefined {
  const typed = what.replace(/^sk/i, 'SK')
  return isKeySid(typed) ? typed : undefined
}

function refusedBy(answer: NoAnswer, now: Instant): OwnKeys {
  if (answer.cause === 'permanent') return { kind: 'refused', cause: 'slack_setup' }
  const { waitMs } = answer
  return {
    kind: 'refused',
    cause: 'slack_unavailable',
    retryAt: waitMs === undefined ? undefined : now + waitMs,
  }
}
