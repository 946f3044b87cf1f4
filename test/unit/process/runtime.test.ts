import { describe, expect, it } from '@jest/globals'
import { createSteady } from '../../../src/process/runtime.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const START = Date.UTC(2026, 10, 24, 8, 0, 0)

/** Two clocks, which go on together; the wall clock can be set besides. */
function clocks() {
  let [wall, monotonic] = [START, 5_000]
  return {
    steady: createSteady(
      () => wall,
      () => monotonic,
    ),
    pass: (ms: number): void => {
      wall += ms
      monotonic += ms
    },
    set: (by: number): void => {
      wall += by
    },
  }
}

describe('given a clock that began with the wall clock', () => {
  it('when nobody sets the wall clock, then both say the same', () => {
    const { steady, pass } = clocks()
    expect(steady()).toBe(START)
    pass(5 * HOUR_MS)
    expect(steady()).toBe(START + 5 * HOUR_MS)
  })

  it('when the other clock shows fractions of milliseconds, then it shows whole ones', () => {
    let elapsed = 5_000.3
    const steady = createSteady(
      () => START,
      () => elapsed,
    )
    elapsed += 0.45
    expect(steady()).toBe(START)
    elapsed += 0.6
    expect(steady()).toBe(START + 1)
  })

  it.each([
    { way: 'forward', by: 2 * HOUR_MS },
    { way: 'back', by: -2 * HOUR_MS },
  ])('when the wall clock was set $way for up to an hour, then it isn’t believed', ({ by }) => {
    const { steady, pass, set } = clocks()
    set(by)
    expect(steady()).toBe(START)
    pass(HOUR_MS)
    expect(steady()).toBe(START + HOUR_MS)
  })

  it.each([
    { way: 'ahead', by: 2 * HOUR_MS },
    { way: 'behind', by: -2 * HOUR_MS },
    { way: 'a minute ahead', by: MINUTE_MS },
  ])(
    'when the wall clock has been $way for more than an hour, then it is believed from then on',
    ({ by }) => {
      const { steady, pass, set } = clocks()
      set(by)
      steady()
      pass(HOUR_MS + 1)
      expect(steady()).toBe(START + by + HOUR_MS + 1)
      pass(HOUR_MS)
      expect(steady()).toBe(START + by + 2 * HOUR_MS + 1)
    },
  )

  it('when it is set right again within the hour, then the next hour begins anew', () => {
    const { steady, pass, set } = clocks()
    for (let time = 0; time < 3; time++) {
      set(2 * HOUR_MS)
      steady()
      pass(HOUR_MS - MINUTE_MS)
      steady()
      set(-2 * HOUR_MS)
      steady()
    }
    set(2 * HOUR_MS)
    expect(steady()).toBe(START + 3 * (HOUR_MS - MINUTE_MS))
  })

  it('when it differs by less than a minute, then it is never corrected', () => {
    const { steady, pass, set } = clocks()
    set(MINUTE_MS - 1)
    for (let hour = 1; hour <= 5; hour++) {
      pass(HOUR_MS)
      expect(steady()).toBe(START + hour * HOUR_MS)
    }
  })

  it('when it was believed and is then set, then it is believed only after another hour', () => {
    const { steady, pass, set } = clocks()
    set(2 * HOUR_MS)
    steady()
    pass(HOUR_MS + 1)
    const believed = steady()
    set(-2 * HOUR_MS)
    expect(steady()).toBe(believed)
    pass(HOUR_MS)
    expect(steady()).toBe(believed + HOUR_MS)
    pass(1)
    expect(steady()).toBe(START + 2 * HOUR_MS + 2)
  })
})
