import type { DenialCause } from '../domain/causes.ts'
import { checkName } from '../domain/name.ts'
import { may } from '../domain/policy.ts'
import type { RequestIn } from '../domain/request.ts'
import { identify } from './identify.ts'
import type { Services } from './ports.ts'

/**
 * Decides who may have a key: what they typed, which costs nothing, then the person, then whether they can be reached.
 * Every answer is Slack's own, never a name in the payload; no answer is a no. Nothing reaches Twilio.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function authorizeRequest(
  deps: Pick<Services, 'registry' | 'workspace' | 'people' | 'groupMembers' | 'directMessages'>,
  request: RequestIn<'received'>,
): Promise<RequestIn<'authorized'> | RequestIn<'denied'> | RequestIn<'failed'>> {
  const by = { user: request.user, team: request.team }
  const deny = (cause: DenialCause) =>
    deps.registry.advance(request, 'denied', { cause, retryAt: undefined }, by)

  const broken = checkName(request.name, request.reason)
  if (broken) return deny(broken)
  const decision = may(await identify(deps, request), { kind: 'issue' })
  if (decision.kind === 'refused') return deny(decision.cause)

  const dm = await deps.directMessages.open(request.user)
  if (!dm) return deps.registry.advance(request, 'failed', { cause: 'dm_unavailable' }, by)
  return deps.registry.advance(request, 'authorized', { group: decision.group, dm }, by)
}
