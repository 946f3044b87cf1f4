import type { ChannelId, UserId } from '../ids.ts'

/** The DM between a person and the bot. */
export interface DirectMessages {
  /**
   * Opens the DM, so that it can take an ephemeral message.
   * @returns undefined when Slack won't or doesn't answer; it doesn't throw
   */
  open(user: UserId): Promise<ChannelId | undefined>
}
