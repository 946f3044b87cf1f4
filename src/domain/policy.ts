import { unreachable } from '../errors.ts'
import type { GroupId, TeamId, UserId } from '../ids.ts'
import type { DenialCause } from './causes.ts'
import type { Instant } from './clock.ts'
import { answerOrNone, isNoAnswer, type NoAnswer, worst } from './no-answer.ts'

/** What Slack says about a user id (Slack docs: users.info, "User object"). */
export interface Person {
  readonly id: UserId
  /** The workspaces that the account belongs to: one, or several of an Enterprise Grid. */
  readonly workspaces: readonly TeamId[]
  readonly deactivated: boolean
  readonly bot: boolean
  /** Single- or multi-channel guest, or somebody from another workspace in a shared channel. */
  readonly guest: boolean
}

/** Whether a person belongs to the workspace that this bot is installed in; false until that is known. */
const isAtHome = (person: Person, ourTeam: TeamId | undefined): boolean =>
  ourTeam !== undefined && person.workspaces.includes(ourTeam)

/** The approved groups that a person is in; an empty list for an outsider. */
export interface Membership {
  readonly groups: readonly GroupId[]
  /** Whether this is still current: the reads are at most 30 s old, and Slack has announced no change since they began. */
  readonly holds: () => boolean
}

/** Everything known about the person who acts; `undefined` where newkey didn't ask. */
export interface Actor {
  /** The person named by the payload. */
  readonly user: UserId
  /** The workspace, or the organisation, that the payload comes from. Where the person belongs is Slack's to say: `person`. */
  readonly team: TeamId
  /** The team this bot is installed in (Slack docs: auth.test). */
  readonly ourTeam: TeamId | NoAnswer
  /** newkey makes no call about somebody who is in no group. */
  readonly person: Person | NoAnswer | undefined
  readonly membership: Membership | NoAnswer | undefined
}

/** What somebody wants to do: get a key, act on their own key, or review another person's key. */
export type Action =
  | { readonly kind: 'issue' }
  | { readonly kind: 'own'; readonly owner: UserId }
  | { readonly kind: 'review'; readonly owner: UserId }

/** `Group` is undefined if the action needs no membership. */
export type Decision<Cause, Group = GroupId> =
  | { readonly kind: 'allowed'; readonly group: Group }
  /** `waitMs`: how long Slack has asked newkey to wait from now (ms), if that is why. */
  | { readonly kind: 'refused'; readonly cause: Cause; readonly waitMs?: number | undefined }

/**
 * Decides whether `actor` may do `action`. Anything unknown means no. Getting a key requires membership of an approved
 * group; giving one up doesn't: owners may still act on their own keys after they have left the group, and while Slack
 * doesn't say who is in it.
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
  if (isNoAnswer(ourTeam)) return unanswered([ourTeam])
  if (actor.team !== ourTeam) return refused('other_workspace')
  const isOwner = action.kind === 'own' && action.owner === user
  const known = answerOrNone(membership)
  const described = answerOrNone(person)
  const group = known?.groups[0]
  // Giving up one's own key needs no right, so what Slack doesn't say is no reason to refuse it.
  if (!isOwner && known === undefined) return unanswered([membership, person].filter(isNoAnswer))
  if (!isOwner && group !== undefined && described === undefined)
    return unanswered([person].filter(isNoAnswer))
  if (described !== undefined && (known === undefined || group !== undefined)) {
    if (described.id !== user) return refused('slack_unavailable')
    if (described.deactivated) return refused('deactivated')
    if (described.bot) return refused('bot')
    if (!isAtHome(described, ourTeam)) return refused('other_workspace')
    if (described.guest) return refused('guest')
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

/** Refuses because Slack didn't answer. */
function unanswered(missing: readonly NoAnswer[]): Decision<'slack_unavailable' | 'slack_setup', never> {
  const why = worst(missing)
  return why.cause === 'permanent'
    ? refused('slack_setup')
    : { kind: 'refused', cause: 'slack_unavailable', waitMs: why.waitMs }
}

function refused<Cause>(cause: Cause): Decision<Cause, never> {
  return { kind: 'refused', cause }
}

/** How many refusals of one person within a minute get records of their own. After that, newkey only counts what they send. */
export const MOST_REFUSALS = 10

/** How many keys one person may ask for in an hour, and hold at a time. */
export interface Limits {
  readonly issuesPerHour: number
  readonly liveKeys: number
}

/** What one person has used: when each issue of the last hour began (oldest first), and how many of their keys are live. */
export interface Usage {
  readonly issues: readonly Instant[]
  readonly liveKeys: number
}

export const HOUR_MS = 3_600_000

/**
 * The limit that one more key would exceed, if any.
 * @returns `retryAt`: when the hourly limit allows another key; undefined when no limit is exceeded
 */
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
