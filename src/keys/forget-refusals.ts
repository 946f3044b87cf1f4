import type { Instant } from '../domain/clock.ts'
import type { Services } from './ports.ts'

/** The rows of refused requests, as what they are deleted by. */
export interface RefusedRequests {
  /**
   * Deletes those that ended before an instant and whose requesters know. The audit log keeps their records.
   * @param stopping ends it early
   * @returns how many
   * @throws NewkeyError `store_failed`
   */
  forget(before: Instant, stopping: () => boolean): Promise<number>
}

/**
 * Deletes, each time it is called, the rows of refused requests that have been kept for long enough.
 * @param services `kept` is for how long (ms): at least an hour, since a row is what a repeated command is known by
 * @returns a job that throws NewkeyError `store_failed`
 */
export function createForgetting(
  services: Pick<Services, 'policy' | 'log' | 'clock'> & {
    readonly refused: RefusedRequests
    readonly kept: number
  },
): () => Promise<void> {
  let hasWaited = false
  return async () => {
    // Not at the start itself: a clock that is wrong then is often set right soon after.
    if (!hasWaited) {
      hasWaited = true
      return
    }
    // A clock that is a year fast for a moment would make every row look old: the slower of the two clocks counts. One that
    // is fast from the start on for longer than that is believed.
    const now = Math.min(services.clock.now(), services.clock.steady())
    const rows = await services.refused.forget(now - services.kept, services.policy.isStopping)
    if (rows > 0) services.log.info('Rows of refused requests were deleted, as REFUSALS_KEPT says', { rows })
  }
}
