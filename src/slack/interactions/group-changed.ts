import { z } from 'zod'
import type { Listener } from './listener.ts'

/** Slack docs: "subteam_members_changed" has the id of the group, "subteam_updated" has the group with at most 500 users. */
const event = z.union([
  z.object({ subteam_id: z.string() }).transform(({ subteam_id }) => subteam_id),
  z.object({ subteam: z.object({ id: z.string() }) }).transform(({ subteam }) => subteam.id),
])
const envelope = z.object({ event })

/** Discards what was read about a group that has changed. The members that the event lists are never used. */
const groupChanged = (id: 'subteam_updated' | 'subteam_members_changed'): Listener => ({
  on: 'event',
  id,
  handle: async ({ groupMembers }, { body }) => {
    const group = envelope.safeParse(body)
    if (group.success) groupMembers.changed(group.data.event)
  },
})

export const groupUpdated = groupChanged('subteam_updated')
export const groupMembersChanged = groupChanged('subteam_members_changed')
