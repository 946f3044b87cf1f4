import type { RequestIn } from '../domain/request.ts'
import { type Answer, type AnswerDeps, authorizeAnswer, type Press, refuse } from './authorize-answer.ts'

/**
 * The requester says that the secret is stored.
 * @returns the request as it now is: `confirmed`, or on its way out when it was revoked meanwhile
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function confirmKey(
  deps: AnswerDeps,
  press: Press,
): Promise<Answer<RequestIn<'confirmed'> | RequestIn<'revoke_pending'> | RequestIn<'revoked'>>> {
  const answer = await authorizeAnswer(deps, press)
  if (answer.kind === 'refused') return answer
  const { request } = answer
  switch (request.state) {
    case 'delivered': {
      const by = { user: press.user, team: press.team }
      return { kind: 'done', request: await deps.registry.advance(request, 'confirmed', {}, by) }
    }
    case 'confirmed':
    case 'revoke_pending':
    case 'revoked':
      return { kind: 'done', request }
    default:
      return refuse(deps, press, request, 'not_ready')
  }
}
