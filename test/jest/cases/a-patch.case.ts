import http from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from '@jest/globals'

it('patches Node', () => {
  http.request = () => {
    throw new Error('patched')
  }
  DatabaseSync.prototype.exec = () => undefined
  expect(http.request).toThrow('patched')
})
