import { LEASE_MS } from '../domain/requests.ts'
import { NewkeyError } from '../errors.ts'
import type { Services } from './ports.ts'

/** Between two tries to record what has already happened (ms). */
const RECORD_AGAIN_MS = 500

/**
 * Tries to record what has already happened until the lease ends: after that, recovery judges by what is recorded.
 * @param since when the lease began at the latest (ms, on the clock that never goes back)
 * @throws NewkeyError `store_failed` when the lease is over; any other error at once
 */
export async function persist<T>(
  services: Pick<Services, 'clock'>,
  since: number,
  record: () => Promise<T>,
): Promise<T> {
  const { monotonic, pause } = services.clock
  for (;;) {
    try {
      return await record()
    } catch (error) {
      if (!(error instanceof NewkeyError) || error.code !== 'store_failed') throw error
      if (monotonic() - since + RECORD_AGAIN_MS >= LEASE_MS) throw error
      await pause(RECORD_AGAIN_MS)
    }
  }
}
