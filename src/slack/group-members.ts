import { z } from 'zod'
import type { GroupMembers } from '../keys/group-members.ts'
import type { Log } from '../keys/log.ts'
import type { GroupId } from '../keys/request.ts'
import { callSlack, type SlackClients } from './client.ts'
import { createFreshReads } from './fresh-reads.ts'

/** Slack docs: usergroups.list; `date_delete` is 0 for a group that is enabled. */
const groupsAnswer = z.object({
  usergroups: z.array(z.object({ id: z.string(), date_delete: z.number().optional() })),
})
/** Slack docs: usergroups.users.list. */
const membersAnswer = z.object({
  users: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})
/** Slack has this method: only a stand-in that knows no more than the members' lists says so. */
const NO_SUCH_METHOD = ['unknown_method', 'http_404']
/** A group of more pages than this isn't Slack's. */
const MOST_PAGES = 50

export interface SlackGroupMembers extends GroupMembers {
  /** A change was announced: what was read of this group before doesn't count any more. It grants nothing. */
  changed(group: string): void
  /** The approved groups, without those that Slack last said are disabled. */
  enabled(): readonly GroupId[]
  /** Who is in one approved group, from a read no more than 30 s old; undefined when Slack doesn't answer. */
  members(group: GroupId): Promise<ReadonlySet<string> | undefined>
}

export function createGroupMembers(deps: {
  readonly clients: SlackClients
  readonly groups: readonly GroupId[]
  readonly log: Log
  readonly monotonic: () => number
}): SlackGroupMembers {
  const { reads: client } = deps.clients

  /** The groups that are enabled, or `all` of a server that doesn't have this method: a disabled one lists nobody. */
  async function readEnabled(): Promise<ReadonlySet<string> | 'all' | undefined> {
    const reply = await callSlack(deps.log, 'usergroups.list', groupsAnswer, () => client.usergroups.list({}))
    if (reply.kind === 'failed') return NO_SUCH_METHOD.includes(reply.fault) ? 'all' : undefined
    const enabled = reply.value.usergroups.filter((group) => !group.date_delete)
    return new Set(enabled.map((group) => group.id))
  }

  async function readMembers(usergroup: GroupId): Promise<ReadonlySet<string> | undefined> {
    const members = new Set<string>()
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
    }
    return undefined
  }

  let last: ReadonlySet<string> | 'all' = 'all'
  const enabled = createFreshReads<'enabled', ReadonlySet<string> | 'all'>(readEnabled, deps.monotonic)
  const members = createFreshReads<GroupId, ReadonlySet<string>>(readMembers, deps.monotonic)

  return {
    membership: async (user) => {
      const [standing, ...lists] = await Promise.all([
        enabled.get('enabled'),
        ...deps.groups.map(async (group) => ({ group, users: await members.get(group) })),
      ])
      if (standing === undefined) return undefined
      last = standing
      const live = lists.filter(({ group }) => standing === 'all' || standing.has(group))
      const group = live.find(({ users }) => users?.has(user))?.group
      if (group) return { kind: 'member', group }
      return live.some(({ users }) => users === undefined) ? undefined : { kind: 'outsider' }
    },
    members: (group) => members.get(group),
    enabled: () => {
      const standing = last
      const enabledGroups = deps.groups.filter((group) => standing === 'all' || standing.has(group))
      return enabledGroups.length > 0 ? enabledGroups : deps.groups
    },
    changed: (changed) => {
      enabled.discard('enabled')
      for (const group of deps.groups) if (group === changed) members.discard(group)
    },
  }
}
