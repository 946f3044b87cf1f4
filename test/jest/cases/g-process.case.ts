/** @jest-environment-options {"patienceMs": 100} */
import { spawn } from 'node:child_process'
import { expect, it } from '@jest/globals'

it('leaves a process', () => {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 600_000)'], {
    stdio: 'ignore',
  })
  expect(child.pid).toBeGreaterThan(0)
})
