import type { GroupMembers } from '../domain/group-members.ts'
import type { People } from '../domain/people.ts'
import type { Actor } from '../domain/policy.ts'
import type { Workspace } from '../domain/workspace.ts'
import type { TeamId, UserId } from '../ids.ts'

/**
 * Finds out who is acting, by what everybody shares first: our own workspace and the groups are read once for all. Only
 * of a member Slack is asked who they are, so that nobody outside can use up what Slack lets newkey ask.
 */
export async function identify(
  deps: { readonly people: People; readonly groupMembers: GroupMembers; readonly workspace: Workspace },
  { user, team }: { readonly user: UserId; readonly team: TeamId },
): Promise<Actor> {
  const home = await deps.workspace.home()
  const membership = home === team ? await deps.groupMembers.membership(user) : undefined
  const person = membership?.kind === 'member' ? await deps.people.find(user) : undefined
  return { user, team, home, person, membership }
}
