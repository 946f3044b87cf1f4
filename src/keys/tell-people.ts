import type { OwedMessage } from '../domain/messages.ts'
import { pauseAfter } from '../domain/pauses.ts'
import { describeError } from '../errors.ts'
import type { Services } from './ports.ts'
import { sideBySide } from './side-by-side.ts'
import { send } from './tell-about.ts'

/** How many people are told at a time. One call that hangs at Slack holds up few others. */
const MOST_AT_ONCE = 10
/** After so many tries in vain, with pauses that grow to 15 minutes (about a day in all), nobody is told any more. */
export const MOST_TELLINGS = 100

/**
 * Sends what people are owed and haven't got yet: how a request ended, a card, or the question about a key.
 * @throws NewkeyError `store_failed` when the rows can't be read
 */
export async function tellPeople(services: Services): Promise<void> {
  const due = await services.store.messages.due()
  await sideBySide(due, MOST_AT_ONCE, (owed) => tellInTurn(services, owed))
}

/**
 * Sends one message, unless somebody else does so at the same moment. It doesn't throw: what fails is done again, and
 * what never succeeds ends with a record. A question about a key is asked for ever.
 */
export async function tellInTurn(services: Services, owed: OwedMessage): Promise<void> {
  const { store, clock, log } = services
  const { subject } = owed
  const request = 'sid' in subject ? subject.request : subject.id
  try {
    // What can't be put off can't be recorded as sent either, and would be sent again every minute.
    if (!(await store.messages.claim(owed, clock.now() + pauseAfter(owed.attempts)))) return
    if (owed.attempts >= MOST_TELLINGS && owed.purpose !== 'review') {
      log.error('Somebody could not be told for a day; newkey no longer tries', {
        request,
        state: subject.state,
        user: 'sid' in subject ? subject.owner : subject.user,
      })
      return await store.messages.giveUp(owed)
    }
    await send(services, owed)
  } catch (error) {
    log.error('Telling somebody failed; newkey will try again', { request, ...describeError(error) })
  }
}
