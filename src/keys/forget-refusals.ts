import type { Services, Store } from './ports.ts'

/**
 * Creates the job that deletes old rows of refused requests.
 * @param retentionMs how long a row stays (ms). It is at least an hour, since newkey recognises a repeated
 *   command by its row
 * @returns a job that throws NewkeyError `store_failed`
 */
export function createRefusalCleanup(
  services: Pick<Services, 'policy' | 'log' | 'clock'> & {
    readonly store: Pick<Store, 'refusedRequests'>
  },
  retentionMs: number,
): () => Promise<void> {
  let hasWaited = false
  return async () => {
    // Not right at the start: if the clock is wrong then, it is often corrected soon after.
    if (!hasWaited) {
      hasWaited = true
      return
    }
    // A clock that is a year fast for a moment would make every row look old, so the slower of the two clocks counts. This
    // doesn't help against a clock that has been fast since the start.
    const now = Math.min(services.clock.now(), services.clock.steady())
    const rows = await services.store.refusedRequests.forget(now - retentionMs, services.policy.isStopping)
    if (rows > 0)
      services.log.info('Rows of refused requests were deleted, according to REFUSALS_KEPT', { rows })
  }
}
