import type { Deps } from './deps.ts'
import { identify } from './identify.ts'
import { may } from './policy.ts'
import type { ButtonRefusal } from './reasons.ts'
import type { Request, RequestId, TeamId, UserId } from './request.ts'

/** A press of a button on the messages about one request. */
export interface Press {
  readonly request: RequestId
  readonly user: UserId
  readonly team: TeamId
}

export type AnswerDeps = Pick<
  Deps,
  | 'registry'
  | 'audit'
  | 'issuer'
  | 'workspace'
  | 'people'
  | 'groupMembers'
  | 'holdRevocations'
  | 'log'
  | 'now'
>

export type Answer<R> =
  | { readonly kind: 'done'; readonly request: R }
  | { readonly kind: 'refused'; readonly why: ButtonRefusal }

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
  const [actor, request] = await Promise.all([identify(deps, press), deps.registry.find(press.request)])
  if (!request) return refuse(deps, press, undefined, 'request_missing')
  const decision = may(actor, { kind, requester: request.user })
  if (decision.kind === 'refused') return refuse(deps, press, request, decision.why)
  return { kind: 'done', request }
}

/** Records that a press did nothing. @throws NewkeyError `store_failed` */
export async function refuse(
  deps: AnswerDeps,
  press: Press,
  request: Request | undefined,
  why: ButtonRefusal,
): Promise<{ readonly kind: 'refused'; readonly why: ButtonRefusal }> {
  await deps.audit.append({
    event: 'button_refused',
    request: request?.origin ?? press.request,
    actor: { user: press.user, team: press.team },
    account: request?.account ?? deps.issuer.home.account,
    name: request?.name ?? '',
    sid: request && 'sid' in request ? request.sid : null,
    group: request && 'group' in request ? request.group : null,
    reason: request?.reason ?? '',
    outcome: why,
  })
  deps.log.warn('A button was refused', { request: press.request, user: press.user, team: press.team, why })
  return { kind: 'refused', why }
}
