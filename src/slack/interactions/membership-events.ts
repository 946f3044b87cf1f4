import { z } from 'zod'
import type { SlackGroupMembers } from '../api/group-members.ts'

/** Slack docs: "subteam_members_changed" names the group by id, "subteam_updated" carries it with at most 500 users. */
const event = z.union([
  z.object({ subteam_id: z.string() }).transform(({ subteam_id }) => subteam_id),
  z.object({ subteam: z.object({ id: z.string() }) }).transform(({ subteam }) => subteam.id),
])

/** A group has changed: what was read of it is forgotten. What the event says of its members is never used. */
export async function handleMembershipChange(
  deps: { readonly groupMembers: SlackGroupMembers },
  args: { readonly event: unknown },
): Promise<void> {
  const group = event.safeParse(args.event)
  if (group.success) deps.groupMembers.changed(group.data)
}
