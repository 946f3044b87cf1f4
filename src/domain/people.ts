import type { UserId } from '../ids.ts'
import type { Person } from './policy.ts'

/** What Slack knows of people. */
export interface People {
  /** @returns undefined when Slack doesn't answer or doesn't know; it doesn't throw */
  find(user: UserId): Promise<Person | undefined>
}
