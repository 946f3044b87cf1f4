import type { ButtonRefusal } from '../domain/causes.ts'
import { may } from '../domain/policy.ts'
import type { Request } from '../domain/request.ts'
import type { RequestId, TeamId, UserId } from '../ids.ts'
import { identify } from './identify.ts'
import type { Services } from './ports.ts'

/** A press of a button on the messages about one request. */
export interface Press {
  readonly request: RequestId
  readonly user: UserId
  readonly team: TeamId
}

export type AnswerDeps = Pick<
  Services,
  | 'registry'
  | 'audit'
  | 'issuer'
  | 'workspace'
  | 'people'
  | 'groupMembers'
  | 'refusals'
  | 'holdRevocations'
  | 'log'
  | 'now'
>

export type Answer<R> = { readonly kind: 'done'; readonly request: R } | Refused

/**
 * Checks again who presses, each time: a button outlives the rights it was shown with.
 * @param kind `answer` is for the requester, `decide` for anybody else who may have keys
 * @throws NewkeyError `store_failed`
 */
export async function authorizeAnswer(
  deps: AnswerDeps,
  press: Press,
  kind: 'answer' | 'decide' = 'answer',
): Promise<Answer<Request>> {
  const request = await deps.registry.find(press.request)
  // Their own key is looked at even then: whoever asked for one may always try to revoke it.
  if (deps.refusals.standing(press) === 'closed' && !(kind === 'answer' && request?.user === press.user))
    return turnAway(deps, press)
  if (!request) return refuse(deps, press, undefined, 'request_missing')
  const actor = await identify(deps, press)
  const decision = may(actor, { kind, requester: request.user })
  if (decision.kind === 'refused') return refuse(deps, press, request, decision.cause)
  return { kind: 'done', request }
}

/**
 * Whether a press may be looked at at all; where it may not, it is counted. It is asked before anything about the press
 * is written: nothing comes of one that is turned away, however often it comes.
 * @returns `look`, or why not: they were refused too often, or have pressed more than anybody needs (`flooding`)
 * @throws NewkeyError `store_failed`
 */
export async function screenPress(
  deps: Pick<AnswerDeps, 'registry' | 'refusals'>,
  press: Press,
  kind: 'answer' | 'decide',
): Promise<'look' | 'closed' | 'flooding'> {
  const standing = deps.refusals.beginPress(press)
  if (standing === 'open') return 'look'
  const own =
    standing === 'closed' &&
    kind === 'answer' &&
    (await deps.registry.find(press.request))?.user === press.user
  if (own) return 'look'
  deps.refusals.turnAway(press)
  return deps.refusals.standing(press) === 'closed' ? 'closed' : 'flooding'
}

function turnAway(deps: AnswerDeps, press: Press): Refused {
  deps.refusals.turnAway(press)
  return { kind: 'refused', cause: 'too_many_refusals' }
}

interface Refused {
  readonly kind: 'refused'
  readonly cause: ButtonRefusal
}

/** Records that a press did nothing, or counts it where the person has been refused too often. @throws NewkeyError `store_failed` */
export async function refuse(
  deps: AnswerDeps,
  press: Press,
  request: Request | undefined,
  cause: ButtonRefusal,
): Promise<Refused> {
  if (!deps.refusals.press(press, cause)) return { kind: 'refused', cause }
  await deps.audit.append({
    event: 'button_refused',
    request: request?.origin ?? press.request,
    actor: { user: press.user, team: press.team },
    account: request?.account ?? deps.issuer.home.account,
    region: request?.region ?? deps.issuer.home.region,
    name: request?.name ?? '',
    sid: request && 'sid' in request ? request.sid : null,
    group: request && 'group' in request ? request.group : null,
    reason: request?.reason ?? '',
    outcome: cause,
    details: {},
  })
  deps.log.warn('A button was refused', { request: press.request, user: press.user, team: press.team, cause })
  return { kind: 'refused', cause }
}
