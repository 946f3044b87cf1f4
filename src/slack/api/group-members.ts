import { z } from 'zod'
import { answerOrNone, isNoAnswer, NO_ANSWER, type NoAnswer, worst } from '../../domain/no-answer.ts'
import type { Membership } from '../../domain/policy.ts'
import { type GroupId, isUserId, type UserId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { callSlack, type SlackClients } from './client.ts'
import { createFreshReads, type FreshRead } from './fresh-reads.ts'

/** Slack docs: usergroups.list. It isn't paged, so an answer that announces another page is incomplete. */
const groupsAnswer = z.object({
  usergroups: z.array(z.object({ id: z.string(), date_delete: z.unknown().optional() })),
  response_metadata: z.object({ next_cursor: z.literal('').optional() }).optional(),
})
/** `date_delete` is 0 for an enabled group, otherwise the time it was disabled (Slack docs: "Usergroup object"). */
const dateDelete = z.number().nonnegative()
/** Slack docs: usergroups.users.list. */
const membersAnswer = z.object({
  users: z.array(z.string().refine(isUserId)),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})
/** A list with more pages than this is not taken for an answer. */
const MOST_PAGES = 50

/** Who is in the approved groups. No method throws. */
export interface GroupMembers {
  /**
   * The approved groups that a person is in, from reads that began no more than 30 s ago.
   * @param notBefore reads that began before this moment don't count (ms, on the clock that never goes back)
   */
  membership(user: UserId, notBefore?: number): Promise<Membership | NoAnswer>
  /** The membership from the last reads, however old they are; `holds` says whether it is current. It asks Slack nothing. */
  knownMembership(user: UserId): Membership | undefined
  /** Discards what was read about a group, because Slack has announced a change. It grants nothing. */
  changed(group: string): void
  /** The approved groups without those that were disabled at the last read; all of them if none would be left. */
  enabled(): readonly GroupId[]
  /** The user ids in one approved group, from a read that began no more than 30 s ago. */
  members(group: GroupId): Promise<ReadonlySet<string> | NoAnswer>
}

/** @param deps.groups the approved groups @param deps.monotonic a clock that never goes back (ms) */
export function createGroupMembers(deps: {
  readonly clients: SlackClients
  readonly groups: readonly GroupId[]
  readonly log: Log
  readonly monotonic: () => number
}): GroupMembers {
  const { reads: client } = deps.clients

  /**
   * Reads which of the approved groups are enabled. A disabled group still has its members, so a list of members alone
   * grants nothing. Anything that Slack doesn't say clearly counts as no answer.
   */
  async function readEnabled(): Promise<ReadonlySet<GroupId> | NoAnswer> {
    const reply = await callSlack(deps, 'usergroups.list', groupsAnswer, () => client.usergroups.list({}))
    if (reply.kind === 'failed') return reply.why
    const enabled = new Set<GroupId>()
    for (const approved of deps.groups) {
      // If a group is listed twice, both entries must say that it is enabled.
      const listed = reply.value.usergroups.filter((group) => group.id === approved)
      const dates = listed.map((group) => dateDelete.safeParse(group.date_delete).data)
      if (dates.includes(undefined)) {
        deps.log.warn('Slack did not say whether a group is enabled', { group: approved })
        return NO_ANSWER
      }
      if (dates.length > 0 && dates.every((date) => date === 0)) enabled.add(approved)
    }
    return enabled
  }

  async function readMembers(usergroup: GroupId): Promise<ReadonlySet<string> | NoAnswer> {
    const members = new Set<string>()
    const seen = new Set<string>()
    let cursor: string | undefined
    for (let page = 0; page < MOST_PAGES; page++) {
      const reply = await callSlack(deps, 'usergroups.users.list', membersAnswer, () =>
        client.apiCall('usergroups.users.list', {
          usergroup,
          include_disabled: false,
          ...(cursor && { cursor }),
        }),
      )
      // The group doesn't exist or is disabled. That is an answer: nobody is in it.
      if (reply.kind === 'failed') return reply.fault === 'no_such_subteam' ? new Set() : reply.why
      for (const user of reply.value.users) members.add(user)
      cursor = reply.value.response_metadata?.next_cursor
      if (!cursor) return members
      // The pages lead round in a circle, so the list may be incomplete.
      if (seen.has(cursor)) break
      seen.add(cursor)
    }
    return NO_ANSWER
  }

  let last: ReadonlySet<GroupId> = new Set(deps.groups)
  const enabled = createFreshReads<'enabled', ReadonlySet<GroupId>>(readEnabled, deps.monotonic)
  const members = createFreshReads<GroupId, ReadonlySet<string>>(readMembers, deps.monotonic)

  /** The membership of one person according to the reads, unless a list that may contain them is missing. */
  function membershipOf(
    user: UserId,
    enabledRead: FreshRead<ReadonlySet<GroupId>>,
    lists: ReadonlyArray<{
      readonly group: GroupId
      readonly list: FreshRead<ReadonlySet<string>> | NoAnswer
    }>,
  ): Membership | NoAnswer {
    const live = lists.filter(({ group }) => enabledRead.value.has(group))
    const theirs = live.filter(({ list }) => answerOrNone(list)?.value.has(user))
    const missing = live.map(({ list }) => list).filter(isNoAnswer)
    if (theirs.length === 0 && missing.length > 0) return worst(missing)
    return {
      groups: theirs.map(({ group }) => group),
      // Being in no group holds only while every list does.
      holds: () =>
        enabledRead.holds() &&
        (theirs.length > 0 ? theirs : live).every(({ list }) => answerOrNone(list)?.holds()),
    }
  }

  return {
    membership: async (user, notBefore) => {
      const [enabledRead, ...lists] = await Promise.all([
        enabled.read('enabled', notBefore),
        ...deps.groups.map(async (group) => ({ group, list: await members.read(group, notBefore) })),
      ])
      if (isNoAnswer(enabledRead))
        return worst([enabledRead, ...lists.map(({ list }) => list).filter(isNoAnswer)])
      last = enabledRead.value
      return membershipOf(user, enabledRead, lists)
    },
    knownMembership: (user) => {
      const enabledRead = enabled.known('enabled')
      if (enabledRead === undefined) return undefined
      const lists = deps.groups.map((group) => ({ group, list: members.known(group) ?? NO_ANSWER }))
      return answerOrNone(membershipOf(user, enabledRead, lists))
    },
    members: async (group) => {
      const list = await members.read(group)
      return isNoAnswer(list) ? list : list.value
    },
    enabled: () => {
      const enabledGroups = deps.groups.filter((group) => last.has(group))
      return enabledGroups.length > 0 ? enabledGroups : deps.groups
    },
    changed: (changed) => {
      const approved = deps.groups.find((group) => group === changed)
      if (approved === undefined) return
      enabled.discard('enabled')
      members.discard(approved)
    },
  }
}
