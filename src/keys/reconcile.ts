import type { Services } from './ports.ts'
import { recoverRequests } from './recover-requests.ts'
import { searchOrphans } from './search-orphans.ts'
import { tellPeople } from './tell-people.ts'

/**
 * Does what can't wait: ends interrupted requests, deletes the keys that are being revoked, and searches for the keys of
 * requests in state `unknown`. It depends on Twilio and the database, but not on Slack. Safe to repeat at any time.
 * @throws NewkeyError `store_failed`
 */
export async function makeSafe(services: Services): Promise<void> {
  await services.store.requests.countFromNow()
  await recoverRequests(services)
  await searchOrphans(services)
}

/**
 * One pass over everything that is unfinished: first what can't wait, then the messages that people are owed.
 * @throws NewkeyError `store_failed`
 */
export async function reconcile(services: Services): Promise<void> {
  await makeSafe(services)
  await tellPeople(services)
}
