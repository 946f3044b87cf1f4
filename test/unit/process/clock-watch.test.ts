import { describe, expect, it } from '@jest/globals'
import { createClockWatch } from '../../../src/process/clock-watch.ts'

describe('given a clock that is looked at', () => {
  it('when it was set, then that is logged once, with how far; when it only drifts, then it isn’t', async () => {
    const steps: (number | undefined)[] = []
    const log = {
      info: () => undefined,
      warn: (_: string, fields?: { readonly ms?: number }) => void steps.push(fields?.ms),
      error: () => undefined,
    }
    let [now, monotonic] = [1_000_000, 0]
    const look = createClockWatch({ now: () => now, monotonic: () => monotonic, log })
    monotonic += 1_000
    now += 1_500
    await look()
    expect(steps).toEqual([])
    now += 365 * 24 * 3_600_000
    await look()
    await look()
    now -= 365 * 24 * 3_600_000
    await look()
    expect(steps).toEqual([365 * 24 * 3_600_000, -365 * 24 * 3_600_000])
  })
})
