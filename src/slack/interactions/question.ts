import { isTold, type Request } from '../../domain/request.ts'
import { NewkeyError } from '../../errors.ts'
import { isRequestId, type RequestId } from '../../ids.ts'
import { announceCreation } from '../../keys/announce-creation.ts'
import { answerQuestion } from '../../keys/answer-question.ts'
import { resumeRequest } from '../../keys/fulfil-request.ts'
import { replyAbout } from '../../keys/reply-about.ts'
import { logFault } from '../../log-fault.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { commandFault, faultMessage } from '../messages/fault.ts'
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
  if (request.state === 'asked') {
    const announcement = announceCreation(services, replyTo)
    try {
      return await resumeRequest(services, request, announcement)
    } catch (error) {
      // Another click has answered already, and shows what follows from it.
      const isAnswered = error instanceof NewkeyError && error.code === 'overtaken'
      if (isAnswered && !announcement.hasBegun()) return
      logFault(services.log, 'A request could not be finished', error, { request: request.id })
      await announcement.end()
      await services.respond(
        replyTo.url,
        faultMessage(error, services.wording, commandFault),
        'replace_original',
      )
      return
    }
  }
  if (!isTold(request)) await services.respond(replyTo.url, 'delete_original')
  // What can't be said here is still owed, and goes to the DM.
  else await replyAbout(services, request, replyTo)
}
