import { logFieldsOf, type OwedMessage } from '../domain/messages.ts'
import { pauseAfter } from '../domain/pauses.ts'
import { describeError } from '../errors.ts'
import type { Services } from './ports.ts'
import { sideBySide } from './side-by-side.ts'
import { sendOwed } from './tell-about.ts'

/** How many messages are sent at a time, so that a call that hangs at Slack delays few others. */
const MOST_AT_ONCE = 10
/** After this many failed attempts, with pauses that grow to 15 minutes (about a day in all), newkey gives up a message. */
export const MOST_TELLINGS = 100

/**
 * Sends the messages that people are owed: how a request or a key ended, a card, or a question to a reviewer.
 * @throws NewkeyError `store_failed` when the rows can't be read
 */
export async function tellPeople(services: Services): Promise<void> {
  const due = await services.store.messages.due()
  await sideBySide(due, MOST_AT_ONCE, (owed) => tellInTurn(services, owed))
}

/**
 * Sends one message, unless somebody else is sending it. It doesn't throw: a message that fails is tried again, and one
 * that never succeeds is given up with an audit record. A question to a reviewer is never given up.
 */
export async function tellInTurn(services: Services, owed: OwedMessage): Promise<void> {
  const { store, clock, log } = services
  const { subject } = owed
  try {
    // If the database can't record that the message is taken, it can't record the sending either,
    // and the message would go out every minute.
    if (!(await store.messages.take(owed, clock.now() + pauseAfter(owed.attempts)))) return
    if (owed.attempts >= MOST_TELLINGS && owed.purpose !== 'review') {
      log.error('Somebody could not be told for a day; newkey no longer tries', logFieldsOf(subject))
      return await store.messages.giveUp(owed)
    }
    await sendOwed(services, owed)
  } catch (error) {
    log.error('A message could not be sent; newkey will try again', {
      ...logFieldsOf(subject),
      ...describeError(error),
    })
  }
}
