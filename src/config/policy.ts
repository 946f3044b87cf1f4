import type { Limits } from '../domain/policy.ts'
import { type ChannelId, type GroupId, isChannelId } from '../ids.ts'
import type { Contact } from '../slack/messages/wording.ts'
import { readContact } from './contact.ts'
import type { Settings } from './settings.ts'

/** Who may have keys, how many, and what newkey may do without asking. */
export interface PolicySettings {
  readonly groups: readonly GroupId[]
  readonly limits: Limits
  /** How long the rows of refused requests stay in the database (ms). */
  readonly refusalsKept: number
  /** Whether newkey asks a reviewer before it revokes any key. */
  readonly holdRevocations: boolean
  /** The channel for checkpoints and reviews. */
  readonly auditChannel: ChannelId | undefined
  /** Whom messages tell people to turn to. */
  readonly contact: Contact | undefined
}

/** Reads the policy, and reports a problem for each part that is wrong. @param groups the groups whose members may have keys */
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
    contact: readContact(settings),
  }
}

/** A direct message (D…) is refused: nobody else could read the checkpoints there. */
function readAuditChannel(settings: Settings): ChannelId | undefined {
  const channel = settings.get('AUDIT_CHANNEL')
  if (channel === undefined || (isChannelId(channel) && !channel.startsWith('D'))) return channel
  return settings.problem(
    'AUDIT_CHANNEL must be the id of a channel (C…). Copy it from the channel’s details.',
  )
}
