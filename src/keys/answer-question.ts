import { actorOf } from '../domain/event.ts'
import type { Request } from '../domain/request.ts'
import { ANSWER_MS } from '../domain/states.ts'
import type { RequestId } from '../ids.ts'
import type { Answer } from './authorize-press.ts'
import type { Who } from './minutes.ts'
import type { Services } from './ports.ts'
import { expireRequest } from './recover-requests.ts'
import { refusePress } from './refuse-press.ts'

/** A press of a button on the question whether a requester means what they typed. */
export interface QuestionPress extends Who {
  readonly request: RequestId
}

/**
 * Takes a requester's answer to the question whether a key is to be created. Only they may give it, and it counts once.
 * Slack isn't asked about them here: to cancel needs no right, and before a key is created they are checked again.
 * @returns the request: still `asked` if its key is to be created, which `resumeRequest` does; otherwise as it stands now
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function answerQuestion(
  services: Services,
  press: QuestionPress,
  answer: 'create' | 'cancel',
): Promise<Answer<Request>> {
  const { requests } = services.store
  const request = await requests.find(press.request)
  if (!request) return refusePress(services, press, undefined, 'request_missing')
  if (request.user !== press.user || request.team !== press.team)
    return refusePress(services, press, request, 'not_yours')
  if (request.state !== 'asked') return { kind: 'done', result: request }
  const isLate = services.clock.now() - request.changedAt > ANSWER_MS
  if (answer === 'create' && !isLate) return { kind: 'done', result: request }
  try {
    const ended = isLate
      ? await expireRequest(services, request)
      : await requests.advance(request, 'withdrawn', {}, actorOf(press))
    return { kind: 'done', result: ended }
  } finally {
    requests.release(request.id)
  }
}
