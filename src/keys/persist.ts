import { LEASE_MS } from '../domain/pauses.ts'
import { NewkeyError } from '../errors.ts'
import type { Services } from './ports.ts'

/** The pause between two attempts to record what has already happened (ms). */
const RECORD_AGAIN_MS = 500

/**
 * Records what has already happened, and tries again until the lease ends. After that, recovery goes by what is recorded.
 * @param since the latest time at which the lease may have begun (ms, on the clock that never goes back)
 * @returns what `record` returns
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
