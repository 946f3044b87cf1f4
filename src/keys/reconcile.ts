import type { Deps } from './deps.ts'
import { recoverRequests } from './recover-requests.ts'
import { searchOrphans } from './search-orphans.ts'

/**
 * One pass over all that isn't at its end: what was interrupted is ended, what is owed is tried again, and keys of
 * unknown outcomes are looked for. Safe to repeat at any time.
 * @throws NewkeyError `store_failed`
 */
export async function reconcile(
  deps: Pick<
    Deps,
    'registry' | 'searches' | 'issuer' | 'notices' | 'holdRevocations' | 'log' | 'now' | 'newId'
  >,
): Promise<void> {
  await recoverRequests(deps)
  await searchOrphans(deps)
}
