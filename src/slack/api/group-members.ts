import { z } from 'zod'
import type { Membership } from '../../domain/policy.ts'
import { type GroupId, isUserId, type UserId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { callSlack, type SlackClients } from './client.ts'
import { createFreshReads, type Read } from './fresh-reads.ts'

/** Slack docs: usergroups.list. It has no pages; an answer that says there is more isn't whole. */
const groupsAnswer = z.object({
  usergroups: z.array(z.object({ id: z.string(), date_delete: z.unknown().optional() })),
  response_metadata: z.object({ next_cursor: z.literal('').optional() }).optional(),
})
/** `date_delete` is 0 for a group that is enabled, else when it was disabled (Slack docs: "Usergroup object"). */
const dateDelete = z.number().nonnegative()
/** Slack docs: usergroups.users.list. */
const membersAnswer = z.object({
  users: z.array(z.string().refine(isUserId)),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})
/** A group of more pages than this isn't Slack's. */
const MOST_PAGES = 50

/** Who is in the approved groups. No method throws: `undefined` means that Slack gave no answer. */
export interface GroupMembers {
  /** Which approved groups somebody is in, from reads that began no more than 30 s ago. */
  membership(user: UserId): Promise<Membership | undefined>
  /** What the last reads said, however old they are: `holds` says so. It asks nothing. */
  knownMembership(user: UserId): Membership | undefined
  /** A change was announced: what was read of this group before doesn't count any more. It grants nothing. */
  changed(group: string): void
  /** The approved groups, without those that Slack last said are disabled. */
  enabled(): readonly GroupId[]
  /** Who is in one approved group, from a read no more than 30 s old. */
  members(group: GroupId): Promise<ReadonlySet<string> | undefined>
}

export function createGroupMembers(deps: {
  readonly clients: SlackClients
  readonly groups: readonly GroupId[]
  readonly log: Log
  readonly monotonic: () => number
}): GroupMembers {
  const { reads: client } = deps.clients

  /**
   * Which of the approved groups are enabled. Whatever Slack doesn't say clearly is no answer: a disabled group keeps
   * its members, so a list of members alone opens nothing.
   */
  async function readEnabled(): Promise<ReadonlySet<GroupId> | undefined> {
    const reply = await callSlack(deps.log, 'usergroups.list', groupsAnswer, () => client.usergroups.list({}))
    if (reply.kind === 'failed') return undefined
    const enabled = new Set<GroupId>()
    for (const approved of deps.groups) {
      // A group that is listed twice has to be enabled both times.
      const listed = reply.value.usergroups.filter((group) => group.id === approved)
      const dates = listed.map((group) => dateDelete.safeParse(group.date_delete).data)
      if (dates.includes(undefined)) {
        deps.log.warn('Slack did not say whether a group is enabled', { group: approved })
        return undefined
      }
      if (dates.length > 0 && dates.every((date) => date === 0)) enabled.add(approved)
    }
    return enabled
  }

  async function readMembers(usergroup: GroupId): Promise<ReadonlySet<string> | undefined> {
    const members = new Set<string>()
    const seen = new Set<string>()
    let cursor: string | undefined
    for (let page = 0; page < MOST_PAGES; page++) {
      const reply = await callSlack(deps.log, 'usergroups.users.list', membersAnswer, () =>
        client.apiCall('usergroups.users.list', {
          usergroup,
          include_disabled: false,
          ...(cursor && { cursor }),
        }),
      )
      // Slack knows no such group, or it is disabled: that is an answer, and nobody is in it.
      if (reply.kind === 'failed') return reply.fault === 'no_such_subteam' ? new Set() : undefined
      for (const user of reply.value.users) members.add(user)
      cursor = reply.value.response_metadata?.next_cursor
      if (!cursor) return members
      // A page that leads back to itself or to another says nothing of the pages that are missing.
      if (seen.has(cursor)) break
      seen.add(cursor)
    }
    return undefined
  }

  let last: ReadonlySet<GroupId> = new Set(deps.groups)
  const enabled = createFreshReads<'enabled', ReadonlySet<GroupId>>(readEnabled, deps.monotonic)
  const members = createFreshReads<GroupId, ReadonlySet<string>>(readMembers, deps.monotonic)

  /** What the reads say of one person; undefined where a list that may hold them is missing. */
  function membershipOf(
    user: UserId,
    standing: Read<ReadonlySet<GroupId>>,
    lists: ReadonlyArray<{ readonly group: GroupId; readonly list: Read<ReadonlySet<string>> | undefined }>,
  ): Membership | undefined {
    const live = lists.filter(({ group }) => standing.value.has(group))
    const theirs = live.filter(({ list }) => list?.value.has(user))
    if (theirs.length === 0 && live.some(({ list }) => list === undefined)) return undefined
    return {
      groups: theirs.map(({ group }) => group),
      // That somebody is in no group holds only while every list does.
      holds: () => standing.holds() && (theirs.length > 0 ? theirs : live).every(({ list }) => list?.holds()),
    }
  }

  return {
    membership: async (user) => {
      const [standing, ...lists] = await Promise.all([
        enabled.read('enabled'),
        ...deps.groups.map(async (group) => ({ group, list: await members.read(group) })),
      ])
      if (standing === undefined) return undefined
      last = standing.value
      return membershipOf(user, standing, lists)
    },
    knownMembership: (user) => {
      const standing = enabled.known('enabled')
      if (standing === undefined) return undefined
      return membershipOf(
        user,
        standing,
        deps.groups.map((group) => ({ group, list: members.known(group) })),
      )
    },
    members: async (group) => (await members.read(group))?.value,
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
