import type { Membership } from './policy.ts'
import type { UserId } from './request.ts'

/** Who is in the approved groups. */
export interface GroupMembers {
  /**
   * Answers from a read of the groups that began no more than 30 s ago.
   * @returns undefined when Slack doesn't answer; it doesn't throw
   */
  membership(user: UserId): Promise<Membership | undefined>
}
