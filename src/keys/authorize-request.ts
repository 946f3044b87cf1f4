import type { DenialCause } from '../domain/causes.ts'
import { requesterOf } from '../domain/event.ts'
import { checkName } from '../domain/name.ts'
import { may } from '../domain/policy.ts'
import type { Authorized, RequestIn } from '../domain/request.ts'
import { identify, seemsOutside } from './identify.ts'
import type { Services } from './ports.ts'

/** That somebody may have a key, and until when that can be relied on. */
export interface Grant extends Authorized {
  /** When Slack was first asked (ms, on the clock that never goes back). */
  readonly decidedAt: number
  /** Whether their membership still stands as it was read. */
  readonly holds: () => boolean
}

export type Authorization =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'ended'; readonly request: RequestIn<'denied'> | RequestIn<'failed'> }

/**
 * Decides who may have a key: first by what they typed, which costs nothing, then by the person, their groups and their
 * DM, asked side by side. Every answer is Slack's own, never a name in the payload; no answer is a no. Nothing reaches
 * Twilio, and a yes is recorded together with the intent.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function authorizeRequest(
  services: Pick<Services, 'store' | 'slack' | 'clock'>,
  request: RequestIn<'received'>,
): Promise<Authorization> {
  const { directory } = services.slack
  const deny = async (cause: DenialCause): Promise<Authorization> => ({
    kind: 'ended',
    request: await services.store.requests.advance(
      request,
      'denied',
      { cause, retryAt: undefined },
      requesterOf(request),
    ),
  })

  const broken = checkName(request.name, request.reason)
  if (broken) return deny(broken)
  const decidedAt = services.clock.monotonic()
  const ourTeam = await directory.ourTeam()
  const isLikely = ourTeam === request.team && !seemsOutside(directory, request.user)
  const [actor, opened] = await Promise.all([
    identify(directory, request),
    isLikely ? directory.openDm(request.user) : undefined,
  ])
  const decision = may(actor, { kind: 'issue' })
  if (decision.kind === 'refused') return deny(decision.cause)
  const dm = isLikely ? opened : await directory.openDm(request.user)
  if (dm === undefined)
    return {
      kind: 'ended',
      request: await services.store.requests.advance(
        request,
        'failed',
        { cause: 'dm_unavailable' },
        requesterOf(request),
      ),
    }
  const holds = actor.membership?.holds ?? (() => false)
  return { kind: 'granted', grant: { group: decision.group, dm, decidedAt, holds } }
}
