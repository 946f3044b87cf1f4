import type { Key, RevocableKey } from '../domain/key.ts'
import { isNoAnswer } from '../domain/no-answer.ts'
import { isKeySid, isSameSid } from '../ids.ts'
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
  | { readonly kind: 'refused'; readonly cause: 'slack_unavailable' | 'slack_setup' | 'other_workspace' }

/**
 * Finds the keys of one person that they may have revoked, by name or sid. It grants nothing: whoever presses the button
 * is checked then. Being in a group isn't needed to give a key up, so Slack isn't asked about groups.
 * @param what a name, a sid, or nothing, which means any key
 * @throws NewkeyError `store_failed`
 */
export async function findOwnKeys(services: Services, who: Who, what: string): Promise<OwnKeys> {
  const { store, slack, policy } = services
  if (policy.refusals.beginPress(who) === 'flooding') {
    policy.refusals.turnAway(who)
    return { kind: 'turned_away' }
  }
  const ourTeam = await slack.directory.ourTeam()
  if (isNoAnswer(ourTeam))
    return { kind: 'refused', cause: ourTeam.cause === 'permanent' ? 'slack_setup' : 'slack_unavailable' }
  if (ourTeam !== who.team) return { kind: 'refused', cause: 'other_workspace' }
  const all = await store.keys.revocableOf(who)
  const [first, ...more] = choose(all, what)
  if (first) return { kind: 'found', keys: [first, ...more] }
  const over = isKeySid(what) ? await store.keys.find(what) : undefined
  const isTheirs = over?.owner === who.user && over.team === who.team
  if (isTheirs && (over.state === 'revoking' || over.state === 'revoked')) return { kind: 'over', key: over }
  return { kind: 'none', others: all }
}

/** The keys that are meant: by sid, by exact name, or else by name without regard to case. */
function choose(all: readonly RevocableKey[], what: string): readonly RevocableKey[] {
  if (what === '') return all
  const exact = all.filter(({ sid, name }) => isSameSid(sid, what) || name === what)
  if (exact.length > 0) return exact
  const folded = what.toLowerCase()
  return all.filter(({ name }) => name.toLowerCase() === folded)
}
