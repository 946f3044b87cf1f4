import { expect, it } from '@jest/globals'

it('leaves two timers', () => {
  setTimeout(() => undefined, 600_000)
  expect(
    setInterval(() => undefined, 600_000)
      .unref()
      .hasRef(),
  ).toBe(false)
})
