import http from 'node:http'
import { expect, it } from '@jest/globals'

it('finds everything as it should be', () => {
  expect(String(http.request)).toContain('new ClientRequest')
  expect(Date.now()).toBeGreaterThan(0)
})
