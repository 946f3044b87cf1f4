import type { Directory } from '../domain/directory.ts'
import type { Actor } from '../domain/policy.ts'
import type { TeamId, UserId } from '../ids.ts'

/**
 * Finds out who is acting: the groups and the person side by side. Somebody of another workspace, or whom a read at hand
 * shows to be in no group, costs Slack no further question.
 */
export async function identify(
  directory: Directory,
  { user, team }: { readonly user: UserId; readonly team: TeamId },
): Promise<Actor> {
  const ourTeam = await directory.ourTeam()
  const known = directory.knownMembership(user)
  const isOutside = ourTeam !== team || known?.groups.length === 0
  const [membership, person] = isOutside
    ? [known, undefined]
    : await Promise.all([directory.membership(user), directory.person(user)])
  return { user, team, ourTeam, person, membership }
}
