import type { DenialCause } from '../domain/causes.ts'
import { may } from '../domain/policy.ts'
import type { RequestIn } from '../domain/request.ts'
import type { Services } from './ports.ts'

/** How old a decision about a person may be before Slack is asked about them again (ms). */
const DECISION_MS = 3_000

export type Recheck =
  /** `holds` says whether it is still so. */
  | { readonly kind: 'stands'; readonly holds: () => boolean }
  | { readonly kind: 'refused'; readonly cause: DenialCause }

/**
 * Checks again, right before the intent, what the request was authorized by: opening the DM may have taken long, and a
 * change of the group may have been announced meanwhile. It costs no call where the cached read still counts.
 * @param decidedAt when the decision began (monotonic, ms); where that isn't known, the person is asked about again
 */
export async function recheckRequest(
  deps: Pick<Services, 'groupMembers' | 'people' | 'workspace' | 'monotonic'>,
  request: RequestIn<'authorized'>,
  decidedAt?: number,
): Promise<Recheck> {
  // The person goes first: membership, which changes are announced of, is what is asked last.
  const { user, team, group } = request
  if (decidedAt === undefined || deps.monotonic() - decidedAt > DECISION_MS) {
    const [home, person] = await Promise.all([deps.workspace.home(), deps.people.find(user)])
    const decision = may(
      { user, team, home, person, membership: { kind: 'member', group } },
      { kind: 'issue' },
    )
    if (decision.kind === 'refused') return decision
  }
  const standing = await deps.groupMembers.stillIn(user, group)
  if (!standing) return { kind: 'refused', cause: 'slack_unavailable' }
  return standing.member
    ? { kind: 'stands', holds: standing.holds }
    : { kind: 'refused', cause: 'not_in_group' }
}

/** How long Twilio may take (ms) until it is asked again who may see the secret. */
const SLOW_MS = 3_000

/**
 * Whether the requester may still see the secret, now that Twilio has answered: where that took long, or a change of the
 * group was announced meanwhile, Slack is asked again. No answer is a no.
 * @param sentAt when the POST began (monotonic, ms)
 */
export async function isStillMember(
  deps: Pick<Services, 'groupMembers' | 'monotonic'>,
  { user, group }: Pick<RequestIn<'intent'>, 'user' | 'group'>,
  checked: { readonly holds: () => boolean },
  sentAt: number,
): Promise<boolean> {
  if (checked.holds() && deps.monotonic() - sentAt <= SLOW_MS) return true
  return (await deps.groupMembers.stillIn(user, group))?.member === true
}
