import type { Limits } from '../domain/policy.ts'
import { type ChannelId, type GroupId, isChannelId } from '../ids.ts'
import type { Settings } from './settings.ts'

/** Who may have keys, how many, and what newkey does unasked. */
export interface PolicySettings {
  readonly groups: readonly GroupId[]
  readonly limits: Limits
  /** How long the rows of refused requests are kept (ms). */
  readonly refusalsKept: number
  /** Whether newkey deletes no key unasked. */
  readonly holdRevocations: boolean
  /** Where checkpoints go and decisions are asked for. */
  readonly auditChannel: ChannelId | undefined
}

/** Notes a problem for each part that is wrong. @param groups whose members may have keys */
export function readPolicy(settings: Settings, groups: readonly GroupId[]): PolicySettings {
  return {
    groups,
    limits: {
      issuesPerHour: settings.count('MAX_ISSUES_PER_HOUR', 5, 1, 1_000),
      liveKeys: settings.count('MAX_LIVE_KEYS_PER_PERSON', 10, 1, 1_000),
    },
    refusalsKept: settings.duration('REFUSALS_KEPT', '90d', '1h', '3650d'),
    holdRevocations: settings.flag('HOLD_REVOCATIONS'),
    auditChannel: readAuditChannel(settings),
  }
}

/** A direct message (D…) isn't a channel that others can read. */
function readAuditChannel(settings: Settings): ChannelId | undefined {
  const channel = settings.get('AUDIT_CHANNEL')
  if (channel === undefined || (isChannelId(channel) && !channel.startsWith('D'))) return channel
  return settings.problem('AUDIT_CHANNEL is the id of a channel (C…). Copy it from the channel’s details.')
}
