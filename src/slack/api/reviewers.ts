import type { DirectMessages } from '../../domain/direct-messages.ts'
import type { People } from '../../domain/people.ts'
import type { RequestIn } from '../../domain/request.ts'
import { type ChannelId, type GroupId, isUserId } from '../../ids.ts'
import type { SlackGroupMembers } from './group-members.ts'
import type { SlackWorkspace } from './workspace.ts'

/** The places where somebody other than the requester may be asked about a key, the best one first. */
export type Reviewers = (request: RequestIn<'held'>) => AsyncGenerator<ChannelId>

/** People are looked up one by one; more than these aren't. */
const MOST_ASKED = 20

/**
 * First the audit channel where there is one, then the DMs of members of the approved groups. With every try in vain
 * another member comes first.
 */
export function createReviewers(deps: {
  readonly channel: ChannelId | undefined
  readonly groups: readonly GroupId[]
  readonly groupMembers: SlackGroupMembers
  readonly people: People
  readonly workspace: SlackWorkspace
  readonly directMessages: DirectMessages
}): Reviewers {
  return async function* (request) {
    if (deps.channel !== undefined) yield deps.channel
    const home = await deps.workspace.home()
    const lists = await Promise.all(deps.groups.map((group) => deps.groupMembers.members(group)))
    const members = [...new Set(lists.flatMap((list) => [...(list ?? [])]))].filter(isUserId).sort()
    const others = members.filter((user) => user !== request.user)
    const turn = others.length === 0 ? 0 : request.tellings % others.length
    for (const user of [...others.slice(turn), ...others.slice(0, turn)].slice(0, MOST_ASKED)) {
      const person = await deps.people.find(user)
      if (!person || person.team !== home || person.deactivated || person.bot || person.guest) continue
      const dm = await deps.directMessages.open(user)
      if (dm) yield dm
    }
  }
}
