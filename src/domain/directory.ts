import type { ChannelId, GroupId, TeamId, UserId } from '../ids.ts'
import type { Membership, Person } from './policy.ts'

/** What Slack knows of people, groups and the workspace. No method throws: `undefined` means that Slack gave no answer. */
export interface Directory {
  /** The workspace that the bot is installed in (Slack docs: auth.test). */
  ourTeam(): Promise<TeamId | undefined>

  /** Who somebody is (Slack docs: users.info). */
  person(user: UserId): Promise<Person | undefined>

  /** Which approved groups somebody is in, from reads that began no more than 30 s ago. */
  membership(user: UserId): Promise<Membership | undefined>

  /**
   * What the last reads said, however old they are: `holds` says so. It asks nothing, and grants nothing; it is for
   * sparing Slack questions about people who are in no group.
   */
  knownMembership(user: UserId): Membership | undefined

  /** Opens the DM between a person and the bot, so that it can take an ephemeral message (Slack docs: conversations.open). */
  openDm(user: UserId): Promise<ChannelId | undefined>

  /** Who is in one approved group, from a read no more than 30 s old. */
  members(group: GroupId): Promise<ReadonlySet<string> | undefined>
}
