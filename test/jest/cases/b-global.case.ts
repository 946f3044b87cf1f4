import { expect, it } from '@jest/globals'

it('patches what is global', () => {
  globalThis.fetch = () => Promise.reject(new Error('patched'))
  Date.now = () => 0
  expect(Date.now()).toBe(0)
})
