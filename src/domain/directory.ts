import type { ChannelId, GroupId, TeamId, UserId } from '../ids.ts'
import type { NoAnswer } from './no-answer.ts'
import type { Membership, Person } from './policy.ts'

/**
 * What Slack knows about people, groups and the workspace. No method throws. Where Slack gives no answer, its place is taken
 * by why not.
 */
export interface Directory {
  /** The workspace that the bot is installed in (Slack docs: auth.test). */
  ourTeam(): Promise<TeamId | NoAnswer>

  /** Describes one person (Slack docs: users.info). */
  person(user: UserId): Promise<Person | NoAnswer>

  /**
   * The approved groups that a person is in, from reads that began no more than 30 s ago.
   * @param notBefore reads that began before this moment don't count (ms, on the clock that never goes back)
   */
  membership(user: UserId, notBefore?: number): Promise<Membership | NoAnswer>

  /**
   * The membership from the last reads, however old they are; `holds` says whether it is still current. It asks Slack
   * nothing. It must not grant anything: it only saves calls about people who are in no group.
   */
  knownMembership(user: UserId): Membership | undefined

  /** Opens the DM between a person and the bot, so that it can take an ephemeral message (Slack docs: conversations.open). */
  openDm(user: UserId): Promise<ChannelId | NoAnswer>

  /** The user ids in one approved group, from a read that began no more than 30 s ago. */
  members(group: GroupId): Promise<ReadonlySet<string> | NoAnswer>

  /**
   * Why Slack would refuse a message with a secret, whoever it is for: the app lacks a scope, say, or Slack has asked newkey
   * to wait. It asks Slack nothing.
   * @returns undefined as long as nothing speaks against it
   */
  deliveryRefusal(): NoAnswer | undefined
}
