import { logFieldsOf, type OwedMessage, type Subject } from '../domain/messages.ts'
import type { ReplyTo } from '../domain/notices.ts'
import { pauseAfter } from '../domain/pauses.ts'
import { isAnswer } from '../domain/purpose.ts'
import type { Services } from './ports.ts'

/**
 * Sends every message that is owed about a request or a key: the answer, the card, and the question to a reviewer. The
 * answer goes where the command was typed if Slack still accepts answers there, otherwise to the DM. Each message is sent
 * once. One that fails is sent later, and doesn't hold up the others.
 * @param replyTo where the command was typed or the button pressed, if that is known
 * @throws NewkeyError `store_failed`
 */
export async function tellAbout(services: Services, subject: Subject, replyTo?: ReplyTo): Promise<void> {
  const owed = await services.store.messages.owed(subject)
  const isReady = subject.state === 'delivered'
  const sent = await Promise.allSettled([
    isReady && replyTo ? services.slack.notices.reply(subject, replyTo) : undefined,
    ...owed.map((message) => replyOrSend(services, message, replyTo)),
  ])
  for (const one of sent) if (one.status === 'rejected') throw one.reason
}

/** Answers where the command was typed, or takes the message on, so that nobody else sends it too, and sends it. */
async function replyOrSend(services: Services, owed: OwedMessage, replyTo?: ReplyTo): Promise<void> {
  const { store, slack, clock } = services
  if (isAnswer(owed.purpose) && replyTo && (await slack.notices.reply(owed.subject, replyTo)))
    return store.messages.sent(owed.subject, owed.purpose)
  if (await store.messages.take(owed, clock.now() + pauseAfter(owed.attempts))) await sendOwed(services, owed)
}

/** Sends one message that has been taken on, and records that. @throws NewkeyError `store_failed` */
export async function sendOwed(services: Services, owed: OwedMessage): Promise<void> {
  const { subject, purpose } = owed
  const { messages } = services.store
  try {
    const posted = await services.slack.notices.send(owed)
    if (posted === 'replied') return await messages.sent(subject, purpose)
    if (posted) return await messages.sent(subject, purpose, posted)
  } finally {
    messages.release(owed)
  }
  services.log.error(
    purpose === 'review'
      ? 'No reviewer could be reached; newkey will try again'
      : 'The requester could not be told; newkey will try again',
    logFieldsOf(subject),
  )
}
