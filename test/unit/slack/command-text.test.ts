import { describe, expect, it } from '@jest/globals'
import { readCommand } from '../../../src/slack/command-text.ts'

describe('given what was typed after /newkey', () => {
  it.each([
    ['payments-svc', 'payments-svc', ''],
    ['  payments-svc   for   refunds ', 'payments-svc', 'for   refunds'],
    ['payments-svc\nfor refunds', 'payments-svc\nfor', 'refunds'],
    ['\uFEFFpayments-svc', '\uFEFFpayments-svc', ''],
    ['payments-svc\u00A0', 'payments-svc\u00A0', ''],
    ['payments\uFEFFsvc', 'payments\uFEFFsvc', ''],
    ['"payments service" for refunds', 'payments service', 'for refunds'],
    ['“payments service” for refunds', 'payments service', 'for refunds'],
    ['„payments service“', 'payments service', ''],
    ['"list"', 'list', ''],
    ['""', '', ''],
    ['"payments service', '"payments', 'service'],
    ['"payments"service', '"payments"service', ''],
    ['lister', 'lister', ''],
    ["'payments", "'payments", ''],
    ['&lt;b&gt;', '&lt;b&gt;', ''],
  ])('when it is %j, then the name is %j and the reason %j', (text, name, reason) => {
    expect(readCommand(text)).toEqual({ kind: 'issue', name, reason })
  })

  it.each(['', '   ', 'help', 'Help', 'help me please'])('when it is %j, then help is wanted', (text) => {
    expect(readCommand(text)).toEqual({ kind: 'help' })
  })

  it.each(['list', 'rotate', 'revoke', 'status'])(
    'when it begins with %s, then that command is meant',
    (word) => {
      expect(readCommand(`${word} payments-svc`)).toEqual({ kind: 'later', command: word })
      expect(readCommand(word.toUpperCase())).toEqual({ kind: 'later', command: word })
    },
  )
})
