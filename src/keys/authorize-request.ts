import type { Deps } from './deps.ts'
import { identify } from './identify.ts'
import { checkName } from './name.ts'
import { may } from './policy.ts'
import type { DenialReason } from './reasons.ts'
import type { RequestIn } from './request.ts'

/**
 * Decides who may have a key: what they typed, which costs nothing, then the person, then whether they can be reached.
 * Every answer is Slack's own, never a name in the payload; no answer is a no. Nothing reaches Twilio.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function authorizeRequest(
  deps: Pick<Deps, 'registry' | 'workspace' | 'people' | 'groupMembers' | 'directMessages'>,
  request: RequestIn<'received'>,
): Promise<RequestIn<'authorized'> | RequestIn<'denied'> | RequestIn<'failed'>> {
  const by = { user: request.user, team: request.team }
  const deny = (why: DenialReason) =>
    deps.registry.advance(request, 'denied', { why, retryAt: undefined }, by)

  const broken = checkName(request.name, request.reason)
  if (broken) return deny(broken)
  const decision = may(await identify(deps, request), { kind: 'issue' })
  if (decision.kind === 'refused') return deny(decision.why)

  const dm = await deps.directMessages.open(request.user)
  if (!dm) return deps.registry.advance(request, 'failed', { why: 'dm_unavailable' }, by)
  return deps.registry.advance(request, 'authorized', { group: decision.group, dm }, by)
}
