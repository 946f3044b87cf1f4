import { describeError } from '../errors.ts'
import type { Services } from './ports.ts'
import { sideBySide } from './side-by-side.ts'

/** How many reviewers are looked up at a time. */
const MOST_AT_ONCE = 5

/**
 * Looks whether those who were asked about held keys in their DM may still decide. A question whose reader has left the
 * group or was deactivated is owed to another reviewer, and the old one says so. While Slack doesn't say, it stays.
 * @throws NewkeyError `store_failed` when the questions can't be read
 */
export async function askOtherReviewer(services: Services): Promise<void> {
  const { store, slack, log } = services
  await sideBySide(await store.messages.asked(), MOST_AT_ONCE, async (asked) => {
    const { key, posted } = asked
    const fields = { request: key.request, sid: key.sid, user: posted.reader }
    try {
      if ((await slack.notices.mayDecide(key, posted.reader)) !== false) return
      log.warn('A reviewer can no longer decide about a key; newkey asks another one', fields)
      // If the update fails, the old question keeps its buttons, and a press on them is refused.
      await slack.notices.passedOn(asked)
      await store.messages.askAgain(asked)
    } catch (error) {
      log.error('Another reviewer could not be asked about a key; newkey will try again', {
        ...fields,
        ...describeError(error),
      })
    }
  })
}
