import type { Instant } from './clock.ts'

/** The rows of refused requests. */
export interface RefusedRequests {
  /**
   * Deletes the rows of requests that ended before an instant and whose requesters have been told. Their audit records
   * stay.
   * @param stopping asked now and then: true ends the deletion early
   * @returns how many rows were deleted
   * @throws NewkeyError `store_failed`
   */
  forget(before: Instant, stopping: () => boolean): Promise<number>
}
