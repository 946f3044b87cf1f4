import { logFieldsOf, type OwedMessage, type Subject } from '../domain/messages.ts'
import type { Secret } from '../secret.ts'
import type { Services } from './ports.ts'

/**
 * Sends every message that is owed about a request or a key: its ending, the card, and the question to a reviewer. The
 * ending goes where the command was typed if Slack still accepts answers there, otherwise to the DM. Each message is sent
 * once. One that fails is sent later, and doesn't hold up the others.
 * @param replyTo the response_url of the command or the press, if there is one
 * @throws NewkeyError `store_failed`
 */
export async function tellAbout(services: Services, subject: Subject, replyTo?: Secret): Promise<void> {
  const owed = await services.store.messages.owed(subject)
  const isReady = subject.state === 'delivered'
  await Promise.all([
    isReady && replyTo ? services.slack.notices.reply(subject, replyTo) : undefined,
    ...owed.map((message) => sendOwed(services, message, replyTo)),
  ])
}

/** Sends one message that is owed, and records that. @throws NewkeyError `store_failed` */
export async function sendOwed(services: Services, owed: OwedMessage, replyTo?: Secret): Promise<void> {
  const { subject, purpose } = owed
  const { notices } = services.slack
  if (purpose === 'ending' && replyTo && (await notices.reply(subject, replyTo)))
    return services.store.messages.sent(subject, purpose)
  const posted = await notices.send(owed)
  if (posted) return services.store.messages.sent(subject, purpose, posted)
  services.log.error(
    purpose === 'review'
      ? 'No reviewer could be reached; newkey will try again'
      : 'The requester could not be told; newkey will try again',
    logFieldsOf(subject),
  )
}
