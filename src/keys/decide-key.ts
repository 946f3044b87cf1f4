import type { RequestIn } from '../domain/request.ts'
import { type Answer, type AnswerDeps, authorizeAnswer, type Press, refuse } from './authorize-answer.ts'
import { revokeKey } from './revoke-key.ts'

export type Decided = RequestIn<'kept'> | RequestIn<'revoke_pending'> | RequestIn<'revoked'>

/**
 * A person other than the requester says what becomes of a key that newkey doesn't delete unasked.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
async function decideKey(
  deps: AnswerDeps,
  press: Press,
  decision: 'keep' | 'delete',
): Promise<Answer<Decided>> {
  const answer = await authorizeAnswer(deps, press, 'decide')
  if (answer.kind === 'refused') return answer
  const { request } = answer
  const by = { user: press.user, team: press.team }
  switch (request.state) {
    case 'held':
      return decision === 'keep'
        ? { kind: 'done', request: await deps.registry.advance(request, 'kept', {}, by) }
        : { kind: 'done', request: await revokeKey(deps, request, 'decided', by) }
    case 'kept':
    case 'revoke_pending':
    case 'revoked':
      return { kind: 'done', request }
    default:
      return refuse(deps, press, request, 'not_ready')
  }
}

/** Somebody says that the key is in use. */
export const keepKey = (deps: AnswerDeps, press: Press): Promise<Answer<Decided>> =>
  decideKey(deps, press, 'keep')
/** Somebody says that the key has to go. */
export const deleteKey = (deps: AnswerDeps, press: Press): Promise<Answer<Decided>> =>
  decideKey(deps, press, 'delete')
