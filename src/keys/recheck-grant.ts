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
/** How long Twilio may take (ms) before Slack is asked again who may see the secret. */
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
 * Whether the requester may still see the secret, now that Twilio has answered. Slack is asked again if Twilio took long,
 * or if Slack has announced a change of a group meanwhile. No answer means no.
 * @param sentAt when the POST began (ms, on the clock that never goes back)
 */
export async function isStillMember(
  services: Services,
  intent: RequestIn<'intent'>,
  holds: () => boolean,
  sentAt: number,
): Promise<boolean> {
  if (holds() && services.clock.monotonic() - sentAt <= SLOW_MS) return true
  const membership = answerOrNone(await services.slack.directory.membership(intent.user))
  return membership?.groups.includes(intent.group) === true
}
