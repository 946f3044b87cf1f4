import type { Ended } from '../domain/request.ts'
import { describeError } from '../errors.ts'
import { pauseAfter } from './revoke-key.ts'
import { sideBySide } from './side-by-side.ts'
import { type TellDeps, tellRequester } from './tell-requester.ts'

/** People who are told at a time: one that Slack hangs on holds up few others. */
const MOST_AT_ONCE = 10
/** After so many tries in vain, with pauses that grow to 15 minutes (about a day in all), somebody isn't told any more. */
export const MOST_TELLINGS = 100

/**
 * Tells people what hasn't been told yet: how a request ended, or that they are to decide about a key.
 * @throws NewkeyError `store_failed` when the rows can't be read
 */
export async function tellPeople(deps: TellDeps): Promise<void> {
  const untold = await deps.registry.untold()
  await sideBySide(untold, MOST_AT_ONCE, (request) => tellInTurn(deps, request))
}

/**
 * Tells of one request, unless somebody else does so at the same moment. It doesn't throw: what fails is done again,
 * and what never succeeds ends with a record. A key that waits for a decision is asked about for ever.
 */
export async function tellInTurn(deps: TellDeps, request: Ended): Promise<void> {
  try {
    // What can't be put off can't be noted as told either, and would be said again every minute.
    if (!(await deps.registry.claimTelling(request, deps.now() + pauseAfter(request.tellings)))) return
    if (request.tellings >= MOST_TELLINGS && !request.told) {
      deps.log.error('The requester could not be told for a day; newkey no longer tries', {
        request: request.id,
        state: request.state,
        user: request.user,
      })
      return await deps.registry.giveUpTelling(request)
    }
    await tellRequester(deps, request)
  } catch (error) {
    deps.log.error('Telling somebody failed; newkey will try again', {
      request: request.id,
      ...describeError(error),
    })
  }
}
