import type { TeamId, UserId } from '../ids.ts'
import type { Services } from './ports.ts'

/**
 * Counts the refusal of a command that is longer than newkey reads. Nothing of it is recorded.
 * @returns `turned_away` if the person was refused too often within a minute
 */
export function refuseLongCommand(
  { policy, log }: Services,
  { user, team }: { readonly user: UserId; readonly team: TeamId },
): 'refused' | 'turned_away' {
  if (!policy.refusals.press({ user, team }, 'reason_too_long')) return 'turned_away'
  log.warn('A command was longer than newkey reads', { user, team })
  return 'refused'
}
