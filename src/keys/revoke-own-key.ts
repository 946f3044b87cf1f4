import type { RequestIn } from '../domain/request.ts'
import { type Answer, type AnswerDeps, authorizeAnswer, type Press, refuse } from './authorize-answer.ts'
import { revokeKey } from './revoke-key.ts'

/**
 * The requester didn't get the secret, or doesn't want the key any more: it is deleted.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function revokeOwnKey(
  deps: AnswerDeps,
  press: Press,
): Promise<Answer<RequestIn<'revoke_pending'> | RequestIn<'revoked'>>> {
  const answer = await authorizeAnswer(deps, press)
  if (answer.kind === 'refused') return answer
  const { request } = answer
  const by = { user: press.user, team: press.team }
  switch (request.state) {
    case 'delivered':
      return { kind: 'done', request: await revokeKey(deps, request, 'not_received', by) }
    case 'confirmed':
      return { kind: 'done', request: await revokeKey(deps, request, 'revoked_by_requester', by) }
    case 'revoke_pending':
    case 'revoked':
      return { kind: 'done', request }
    default:
      return refuse(deps, press, request, 'not_ready')
  }
}
