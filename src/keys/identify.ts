import type { Directory } from '../domain/directory.ts'
import { isNoAnswer } from '../domain/no-answer.ts'
import type { Actor } from '../domain/policy.ts'
import type { TeamId, UserId } from '../ids.ts'

/**
 * Asks Slack who is acting, about groups and person at once. If the person was in no group when the groups were last
 * read, it asks about the groups first, so that outsiders can't use up newkey's rate limits at Slack.
 */
export async function identify(
  directory: Directory,
  { user, team }: { readonly user: UserId; readonly team: TeamId },
): Promise<Actor> {
  const ourTeam = await directory.ourTeam()
  if (ourTeam !== team) return { user, team, ourTeam, person: undefined, membership: undefined }
  if (seemsOutside(directory, user)) {
    const membership = await directory.membership(user)
    const isInside = !isNoAnswer(membership) && membership.groups.length > 0
    const person = isInside ? await directory.person(user) : undefined
    return { user, team, ourTeam, person, membership }
  }
  const [membership, person] = await Promise.all([directory.membership(user), directory.person(user)])
  return { user, team, ourTeam, person, membership }
}

/** Whether a person was in no group when the groups were last read. Nothing is granted or refused because of it. */
export const seemsOutside = (directory: Directory, user: UserId): boolean =>
  directory.knownMembership(user)?.groups.length === 0
