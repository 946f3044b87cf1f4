import { unreachable } from '../errors.ts'
import type { GroupId, TeamId, UserId } from '../ids.ts'
import type { DenialCause } from './causes.ts'
import type { Instant } from './clock.ts'

/** What Slack says of the person behind a user id (Slack: users.info, "User object"). */
export interface Person {
  readonly id: UserId
  readonly team: TeamId
  readonly deactivated: boolean
  readonly bot: boolean
  /** Single- or multi-channel guest, or someone of another workspace in a shared channel. */
  readonly guest: boolean
}

/** The approved groups that somebody is in; none for an outsider. */
export interface Membership {
  readonly groups: readonly GroupId[]
  /** Whether that still holds: the reads are at most 30 s old, and no change has been announced since they began. */
  readonly holds: () => boolean
}

/** Everything known about who is acting; `undefined` where Slack gave no answer. */
export interface Actor {
  /** The person named by the payload. */
  readonly user: UserId
  /** The team named by the payload. */
  readonly team: TeamId
  /** The team this bot is installed in (Slack docs: auth.test). */
  readonly ourTeam: TeamId | undefined
  /** Undefined also where nobody asked, since an outsider costs Slack no question. */
  readonly person: Person | undefined
  readonly membership: Membership | undefined
}

/** What is to be done, and to what: a new key, one's own key, or a key that another person reviews. */
export type Action =
  | { readonly kind: 'issue' }
  | { readonly kind: 'own'; readonly owner: UserId }
  | { readonly kind: 'review'; readonly owner: UserId }

/** `Group` is undefined where the action needs no membership. */
export type Decision<Cause, Group = GroupId> =
  | { readonly kind: 'allowed'; readonly group: Group }
  | { readonly kind: 'refused'; readonly cause: Cause }

/**
 * Whether `actor` may do `action`. What isn't known is a no. Somebody has to be in a group to get a key, and never to
 * give one up: owners may answer about their own key after they have left it.
 */
export function may(actor: Actor, action: { readonly kind: 'issue' }): Decision<DenialCause>
export function may(
  actor: Actor,
  action: Action,
): Decision<DenialCause | 'not_yours' | 'own_request', GroupId | undefined>
export function may(
  actor: Actor,
  action: Action,
): Decision<DenialCause | 'not_yours' | 'own_request', GroupId | undefined> {
  const { user, ourTeam, person, membership } = actor
  if (ourTeam === undefined) return refused('slack_unavailable')
  if (actor.team !== ourTeam) return refused('other_workspace')
  if (membership === undefined) return refused('slack_unavailable')
  const [group] = membership.groups
  if (group !== undefined) {
    if (person?.id !== user) return refused('slack_unavailable')
    if (person.deactivated) return refused('deactivated')
    if (person.bot) return refused('bot')
    if (person.team !== ourTeam) return refused('other_workspace')
    if (person.guest) return refused('guest')
  }
  switch (action.kind) {
    case 'issue':
      break
    case 'own':
      if (action.owner !== user) return refused('not_yours')
      if (group === undefined) return { kind: 'allowed', group }
      break
    case 'review':
      if (action.owner === user) return refused('own_request')
      break
    default:
      return unreachable(action)
  }
  return group === undefined ? refused('not_in_group') : { kind: 'allowed', group }
}

function refused<Cause>(cause: Cause): Decision<Cause, never> {
  return { kind: 'refused', cause }
}

/** How many keys one person may ask for in an hour, and hold at a time. */
export interface Limits {
  readonly issuesPerHour: number
  readonly liveKeys: number
}

/** What one person has had: when each issue of the last hour began (oldest first), and how many keys are live. */
export interface Usage {
  readonly issues: readonly Instant[]
  readonly liveKeys: number
}

export const HOUR_MS = 3_600_000

/** Which limit one more key would break, and when that ends by itself (ms), or undefined when none. */
export function exceeded(
  usage: Usage,
  limits: Limits,
): { readonly cause: 'hourly_limit' | 'live_limit'; readonly retryAt?: Instant } | undefined {
  if (usage.liveKeys >= limits.liveKeys) return { cause: 'live_limit' }
  if (usage.issues.length < limits.issuesPerHour) return undefined
  const leaving = usage.issues[usage.issues.length - limits.issuesPerHour]
  return leaving === undefined
    ? { cause: 'hourly_limit' }
    : { cause: 'hourly_limit', retryAt: leaving + HOUR_MS }
}
