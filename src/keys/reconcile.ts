import type { Services } from './ports.ts'
import { recoverRequests } from './recover-requests.ts'
import { searchOrphans } from './search-orphans.ts'
import { tellPeople } from './tell-people.ts'

/**
 * What can't wait: what was interrupted is ended, keys that have to go are deleted, and keys of unknown outcomes are
 * looked for. Nobody is waited for but Twilio and the database. Safe to repeat at any time.
 * @throws NewkeyError `store_failed`
 */
export async function makeSafe(services: Services): Promise<void> {
  await services.store.requests.countFromNow()
  await recoverRequests(services)
  await searchOrphans(services)
}

/**
 * One pass over all that isn't at its end: first what can't wait, then the word to everybody who is owed one.
 * @throws NewkeyError `store_failed`
 */
export async function reconcile(services: Services): Promise<void> {
  await makeSafe(services)
  await tellPeople(services)
}
