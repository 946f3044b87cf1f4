import type { ReplyTo } from '../../domain/notices.ts'
import { isTold, type Request } from '../../domain/request.ts'

import { NewkeyError } from '../../errors.ts'
import { isRequestId, type RequestId } from '../../ids.ts'
import { announceCreation } from '../../keys/announce-creation.ts'
import { answerQuestion } from '../../keys/answer-question.ts'
import { resumeRequest } from '../../keys/fulfil-request.ts'
import { replyAbout } from '../../keys/reply-about.ts'
import { logFault } from '../../log-fault.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { commandFault } from '../messages/fault.ts'
import type { ListenerServices } from './listener.ts'
import { buttonListener, type Pressed } from './press.ts'

/** **Create the key**, on the question whether a requester means what they typed. */
export const createListener = questionButton(ACTIONS.create, 'create')
/** **Cancel**, on the same question. */
export const cancelListener = questionButton(ACTIONS.cancel, 'cancel')

function questionButton(id: string, answer: 'create' | 'cancel') {
  return buttonListener<RequestId, Request>({
    id,
    isValue: isRequestId,
    isOwn: async ({ store }, { value, user }) => (await store.requests.find(value))?.user === user,
    run: (services, { value, user, team }) =>
      answerQuestion(services, { request: value, user, team }, answer),
    show: showAnswer,
  })
}

/** Puts in the question's place what follows from the answer. */
async function showAnswer(
  services: ListenerServices,
  request: Request,
  pressed: Pressed<RequestId>,
): Promise<void> {
  const replyTo = { ...pressed.replyTo, replaces: true }
  if (request.state !== 'asked') return showStanding(services, request, replyTo)
  const announcement = announceCreation(services, replyTo)
  try {
    return await resumeRequest(services, request, announcement)
  } catch (error) {
    await announcement.end()
    // Another click has answered already, or the time was up.
    const isAnswered = error instanceof NewkeyError && error.code === 'overtaken' && !announcement.hasBegun()
    const now = isAnswered ? await services.store.requests.find(request.id) : undefined
    if (now) return showStanding(services, now, replyTo)
    logFault(services.log, 'A request could not be finished', error, { request: request.id })
    await services.respond(replyTo.url, commandFault(error, services.wording), 'replace_original')
  }
}

/**
 * Says how a request stands that has been answered before. While its key is being created nothing is said: the first click
 * does that, and what it says must stay.
 */
async function showStanding(services: ListenerServices, request: Request, replyTo: ReplyTo): Promise<void> {
  // What can't be said here is still owed, and goes to the DM.
  if (isTold(request)) return void (await replyAbout(services, request, replyTo))
  const key = await services.store.keys.issuedBy(request.id)
  if (key) await replyAbout(services, key, replyTo)
}
