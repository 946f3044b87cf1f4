import type { DenialCause } from '../domain/causes.ts'
import { answerOrNone } from '../domain/no-answer.ts'
import { may } from '../domain/policy.ts'
import type { RequestIn } from '../domain/request.ts'
import type { Admissible } from '../domain/requests.ts'
import type { GroupId } from '../ids.ts'
import type { Grant } from './authorize-request.ts'
import { identify } from './identify.ts'
import type { Services } from './ports.ts'

/** How old a decision about a person may be before Slack is asked about them again (ms). */
const DECISION_MS = 3_000
/** How long after the last check (ms) the secret may be shown before Slack is asked again who may see it. */
const SLOW_MS = 3_000

export type Recheck =
  /** `holds`: whether the membership is still current. */
  | { readonly kind: 'stands'; readonly group: GroupId; readonly holds: () => boolean }
  | { readonly kind: 'refused'; readonly cause: DenialCause; readonly waitMs?: number | undefined }

/**
 * Checks a grant right before the intent. Slack is asked again only if its answers were slow, or if it has announced a
 * change of a group since.
 */
export async function recheckGrant(services: Services, request: Admissible, grant: Grant): Promise<Recheck> {
  const isFresh = services.clock.monotonic() - grant.decidedAt <= DECISION_MS
  if (isFresh && grant.holds()) return { kind: 'stands', group: grant.group, holds: grant.holds }
  const actor = await identify(services.slack.directory, request)
  const decision = may(actor, { kind: 'issue' })
  if (decision.kind === 'refused') return decision
  const holds = answerOrNone(actor.membership)?.holds ?? (() => false)
  return { kind: 'stands', group: decision.group, holds }
}

/**
 * Whether the requester may still see the secret, now that Twilio has answered. If that took long, or if Slack has
 * announced a change of a group meanwhile, Slack is asked again about the groups and the person. What it was asked in the
 * last 3 s about a group counts: Slack limits how often it can be asked. No answer means no.
 * @param checkedAt when the last check began (ms, on the clock that never goes back)
 */
export async function isStillMember(
  services: Services,
  intent: RequestIn<'intent'>,
  holds: () => boolean,
  checkedAt: number,
): Promise<boolean> {
  const { slack, clock } = services
  const now = clock.monotonic()
  if (holds() && now - checkedAt <= SLOW_MS) return true
  const { user, team } = intent
  const [ourTeam, membership, person] = await Promise.all([
    slack.directory.ourTeam(),
    slack.directory.membership(user, Math.max(checkedAt, now - SLOW_MS)),
    slack.directory.person(user),
  ])
  const decision = may({ user, team, ourTeam, person, membership }, { kind: 'issue' })
  // Another approved group would do too, but the records say that it was this one.
  return decision.kind === 'allowed' && answerOrNone(membership)?.groups.includes(intent.group) === true
}
