import { describe, expect, it } from '@jest/globals'
import { NewkeyError } from '../../src/errors.ts'
import type { LogFields } from '../../src/log.ts'
import { logFault } from '../../src/log-fault.ts'
import { requestId } from './ids.ts'

function logged(error: unknown): LogFields {
  const lines: LogFields[] = []
  const note = (_: string, fields: LogFields = {}): void => void lines.push(fields)
  logFault({ info: note, warn: note, error: note }, 'A message', error, { request: requestId(1) })
  return lines[0] ?? {}
}

describe('given a fault', () => {
  it('when it is one of ours, then the log has its code and its place', () => {
    expect(logged(new NewkeyError('store_failed', 'the disk is full'))).toEqual({
      request: requestId(1),
      error: 'store_failed',
      at: expect.stringMatching(/fault\.test\.ts:\d+:\d+$/),
    })
  })

  it.each([
    ['a library’s', new TypeError('can’t read xoxb-1')],
    ['one with lines in its message', new Error('xoxb-1\n    at xoxb-1 (https://hooks.slack.com/x:1:1)')],
    ['no error at all', 'xoxb-1'],
  ])('when it is %s, then its message isn’t in the log', (_, error) => {
    expect(JSON.stringify(logged(error))).not.toMatch(/xoxb-1|hooks/)
  })
})
