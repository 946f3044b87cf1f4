import type { Directory } from '../../domain/directory.ts'
import type { Log } from '../../log.ts'
import type { SlackClients } from './client.ts'
import { openDm } from './direct-messages.ts'
import type { GroupMembers } from './group-members.ts'
import { findPerson } from './people.ts'
import type { SlackWorkspace } from './workspace.ts'

/** Creates the directory from the modules that call Slack, one for each kind of question. */
export function createDirectory(deps: {
  readonly clients: SlackClients
  readonly workspace: SlackWorkspace
  readonly groupMembers: GroupMembers
  readonly log: Log
}): Directory {
  const { workspace, groupMembers } = deps
  return {
    ourTeam: workspace.ourTeam,
    person: (user) => findPerson(deps, user),
    membership: groupMembers.membership,
    knownMembership: groupMembers.knownMembership,
    members: groupMembers.members,
    deliveryRefusal: deps.clients.setup.deliveryRefusal,
    openDm: (user) => openDm(deps, user),
  }
}
