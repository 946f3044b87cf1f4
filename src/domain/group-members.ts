import type { GroupId, UserId } from '../ids.ts'
import type { Membership } from './policy.ts'

/** Who is in the approved groups. */
export interface GroupMembers {
  /**
   * Answers from a read of the groups that began no more than 30 s ago.
   * @returns undefined when Slack doesn't answer; it doesn't throw
   */
  membership(user: UserId): Promise<Membership | undefined>

  /**
   * Asks once more whether somebody is in one group, right before that is used.
   * @returns undefined when Slack doesn't answer; it doesn't throw
   */
  stillIn(user: UserId, group: GroupId): Promise<Standing | undefined>
}

export interface Standing {
  readonly member: boolean
  /** Whether that still holds: the read is at most 30 s old, and no change has been announced since it began. */
  readonly holds: () => boolean
}
