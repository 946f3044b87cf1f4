import type { OwedMessage, Subject } from '../domain/messages.ts'
import type { Secret } from '../secret.ts'
import type { Services } from './ports.ts'

/**
 * Sends everything that is owed about a request or a key: how it ended, where the command was typed while Slack takes
 * answers there, else in the DM; the lasting card; the question to a reviewer. Each is sent once, however often another
 * has to be tried. What couldn't be sent is sent later.
 * @param replyTo the command's response_url
 * @throws NewkeyError `store_failed`
 */
export async function tellAbout(services: Services, subject: Subject, replyTo?: Secret): Promise<void> {
  const owed = await services.store.messages.owed(subject)
  const isReady = subject.state === 'delivered'
  await Promise.all([
    isReady && replyTo ? services.slack.notices.reply(subject, replyTo) : undefined,
    ...owed.map((message) => send(services, message, replyTo)),
  ])
}

/** Sends one message that is owed. @throws NewkeyError `store_failed` */
export async function send(services: Services, owed: OwedMessage, replyTo?: Secret): Promise<void> {
  const { subject, purpose } = owed
  const { notices } = services.slack
  if (purpose === 'ending' && replyTo && (await notices.reply(subject, replyTo)))
    return services.store.messages.sent(subject, purpose)
  const posted = await notices.send(owed)
  if (posted) return services.store.messages.sent(subject, purpose, posted)
  const fields =
    'sid' in subject
      ? { request: subject.request, sid: subject.sid, state: subject.state, user: subject.owner }
      : { request: subject.id, state: subject.state, user: subject.user }
  services.log.error(
    purpose === 'review'
      ? 'Nobody could be asked about a key yet; newkey will try again'
      : 'The requester could not be told; newkey will try again',
    fields,
  )
}
