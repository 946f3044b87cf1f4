import type { DenialCause, FailureCause } from '../domain/causes.ts'
import { actorOf } from '../domain/event.ts'
import { checkName } from '../domain/name.ts'
import { answerOrNone, isNoAnswer, worst } from '../domain/no-answer.ts'
import { may } from '../domain/policy.ts'
import type { Authorized, RequestIn } from '../domain/request.ts'
import type { Admissible } from '../domain/requests.ts'
import { identify, seemsOutside } from './identify.ts'
import type { Services } from './ports.ts'

/** A decision that somebody may have a key, and what shows whether it is still current. */
export interface Grant extends Authorized {
  /** When newkey first asked Slack about it (ms, on the clock that never goes back). */
  readonly decidedAt: number
  /** Whether the membership that was read is still current. */
  readonly holds: () => boolean
}

export type Authorization =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'ended'; readonly request: RequestIn<'denied'> | RequestIn<'failed'> }

/**
 * Decides whether the requester may have a key. It first checks what they typed, which needs no call, and then asks Slack
 * about the person, their groups and their DM, all at once. It trusts only Slack's answers, never names in the payload,
 * and no answer means no. Nothing is sent to Twilio. A grant isn't recorded here, but together with the intent.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function authorizeRequest(services: Services, request: Admissible): Promise<Authorization> {
  const { directory } = services.slack
  const deny = async (cause: DenialCause, waitMs?: number): Promise<Authorization> => ({
    kind: 'ended',
    request: await services.store.requests.advance(
      request,
      'denied',
      { cause, retryAt: waitMs === undefined ? undefined : services.clock.now() + waitMs },
      actorOf(request),
    ),
  })
  const fail = async (cause: FailureCause): Promise<Authorization> => ({
    kind: 'ended',
    request: await services.store.requests.advance(request, 'failed', { cause }, actorOf(request)),
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
  if (!isNoAnswer(actor.ourTeam) && actor.ourTeam !== request.team)
    services.log.warn(OTHER_WORKSPACE, { request: request.id, team: request.team })
  const decision = may(actor, { kind: 'issue' })
  if (decision.kind === 'refused') return deny(decision.cause, decision.waitMs)
  const dm = isLikely ? opened : await directory.openDm(request.user)
  const unshown =
    dm === undefined || isNoAnswer(dm)
      ? directory.deliveryRefusal()
      : await services.slack.delivery.check({ owner: request.user, dm })
  const refusal = worst([dm, unshown].filter(isNoAnswer))
  if (refusal.cause === 'permanent') return fail('slack_setup')
  if (refusal.waitMs !== undefined) return deny('slack_unavailable', refusal.waitMs)
  if (dm === undefined || isNoAnswer(dm) || unshown) return fail('dm_unavailable')
  const holds = answerOrNone(actor.membership)?.holds ?? (() => false)
  return { kind: 'granted', grant: { group: decision.group, dm, decidedAt, holds } }
}

/** Slack sends commands only from workspaces where the app is installed (Slack docs: "Slash commands"). */
const OTHER_WORKSPACE =
  'Slack sent a command from a workspace that the bot token doesn’t belong to, and newkey refused it. If people should get keys there, copy the bot token of that workspace to SLACK_BOT_TOKEN, and restart newkey'
