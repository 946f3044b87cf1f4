import type { Directory } from '../domain/directory.ts'
import type { Actor } from '../domain/policy.ts'
import type { TeamId, UserId } from '../ids.ts'

/**
 * Finds out who is acting. Groups and person are asked side by side, unless somebody was in no group when the groups
 * were last read: then the groups come first, and nobody outside can use up what Slack lets newkey ask.
 */
export async function identify(
  directory: Directory,
  { user, team }: { readonly user: UserId; readonly team: TeamId },
): Promise<Actor> {
  const ourTeam = await directory.ourTeam()
  if (ourTeam !== team) return { user, team, ourTeam, person: undefined, membership: undefined }
  if (seemsOutside(directory, user)) {
    const membership = await directory.membership(user)
    const person = membership?.groups.length ? await directory.person(user) : undefined
    return { user, team, ourTeam, person, membership }
  }
  const [membership, person] = await Promise.all([directory.membership(user), directory.person(user)])
  return { user, team, ourTeam, person, membership }
}

/** Whether somebody was in no group when the groups were last read. It grants and refuses nothing. */
export const seemsOutside = (directory: Directory, user: UserId): boolean =>
  directory.knownMembership(user)?.groups.length === 0
