import type { GroupMembers } from './group-members.ts'
import type { People } from './people.ts'
import type { Actor } from './policy.ts'
import type { TeamId, UserId } from './request.ts'
import type { Workspace } from './workspace.ts'

/** Finds out who is acting. The questions don't need each other, so they are asked side by side. */
export async function identify(
  deps: { readonly people: People; readonly groupMembers: GroupMembers; readonly workspace: Workspace },
  who: { readonly user: UserId; readonly team: TeamId },
): Promise<Actor> {
  const [home, person, membership] = await Promise.all([
    deps.workspace.home(),
    deps.people.find(who.user),
    deps.groupMembers.membership(who.user),
  ])
  return { team: who.team, home, person, membership }
}
