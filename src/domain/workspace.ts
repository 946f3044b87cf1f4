import type { TeamId } from '../ids.ts'

/** The workspace that the bot is installed in. */
export interface Workspace {
  /** @returns undefined until Slack has said which it is; it doesn't throw */
  home(): Promise<TeamId | undefined>
}
