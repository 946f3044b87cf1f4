import type { DirectMessages } from '../keys/direct-messages.ts'
import type { People } from '../keys/people.ts'
import { type ChannelId, isUserId, type RequestIn } from '../keys/request.ts'
import type { SlackGroupMembers } from './group-members.ts'
import type { SlackWorkspace } from './workspace.ts'

/** Where somebody other than the requester is asked about a key. */
export type Deciders = (request: RequestIn<'held'>) => Promise<ChannelId | undefined>

/** People are looked up one by one until one may decide; more than these aren't. */
const MOST_ASKED = 20

/**
 * Finds the place to ask: the audit channel where there is one, else the DM of a member of the requester's group. With
 * every try in vain the next member comes first.
 * @returns undefined when nobody may decide, or Slack doesn't answer
 */
export function createDeciders(deps: {
  readonly channel: ChannelId | undefined
  readonly groupMembers: SlackGroupMembers
  readonly people: People
  readonly workspace: SlackWorkspace
  readonly directMessages: DirectMessages
}): Deciders {
  return async (request) => {
    if (deps.channel !== undefined) return deps.channel
    const home = await deps.workspace.home()
    const members = [...((await deps.groupMembers.members(request.group)) ?? [])].filter(isUserId).sort()
    const others = members.filter((user) => user !== request.user)
    const turn = others.length === 0 ? 0 : request.attempts % others.length
    for (const user of [...others.slice(turn), ...others.slice(0, turn)].slice(0, MOST_ASKED)) {
      const person = await deps.people.find(user)
      if (!person || person.team !== home || person.deactivated || person.bot || person.guest) continue
      const dm = await deps.directMessages.open(user)
      if (dm) return dm
    }
    return undefined
  }
}
