import { describe, expect, it } from '@jest/globals'
import { readCommand } from '../../../../src/slack/interactions/command-text.ts'

describe('given what was typed after /newkey', () => {
  it.each([
    ['payments-svc', 'payments-svc', ''],
    ['  payments-svc   for   refunds ', 'payments-svc', 'for   refunds'],
    ['payments-svc\nfor refunds', 'payments-svc', 'for refunds'],
    ['payments-svc\u3000for refunds', 'payments-svc', 'for refunds'],
    ['\uFEFFpayments-svc', '\uFEFFpayments-svc', ''],
    ['\u2003payments-svc\u00A0', 'payments-svc', ''],
    ['payments\uFEFFsvc', 'payments\uFEFFsvc', ''],
    ['"payments service" for refunds', 'payments service', 'for refunds'],
    ['“payments service” for refunds', 'payments service', 'for refunds'],
    ['„payments service“', 'payments service', ''],
    ['"list"', 'list', ''],
    ["'payments service' for refunds", 'payments service', 'for refunds'],
    ['‘payments service’ for refunds', 'payments service', 'for refunds'],
    ['«payments service» for refunds', 'payments service', 'for refunds'],
    ['‹payments service› for refunds', 'payments service', 'for refunds'],
    ['`payments service` for refunds', 'payments service', 'for refunds'],
    ["'O'Brien’s key' x", "O'Brien’s key", 'x'],
    ["bob's key", "bob's", 'key'],
    ['"help"', 'help', ''],
    ['""', '', ''],
    ['"payments service', '"payments', 'service'],
    ['"payments"service', '"payments"service', ''],
    ['lister', 'lister', ''],
    ["'payments", "'payments", ''],
    ['&lt;b&gt;', '&lt;b&gt;', ''],
  ])('when it is %j, then the name is %j and the reason %j', (text, name, reason) => {
    expect(readCommand(text)).toEqual({ kind: 'issue', name, reason })
  })

  it.each(['', '   ', 'help', 'Help', 'help me please', '-h', '--help', '?', '\u3000'])(
    'when it is %j, then help is wanted',
    (text) => {
      expect(readCommand(text)).toEqual({ kind: 'help' })
    },
  )

  it.each(['list', 'rotate', 'revoke', 'status', 'create', 'new', 'get', 'request'])(
    'when it begins with %s, then that command is meant',
    (word) => {
      expect(readCommand(`${word} payments-svc`)).toEqual({ kind: 'reserved', word })
      expect(readCommand(word.toUpperCase())).toEqual({ kind: 'reserved', word })
    },
  )

  it.each([' '.repeat(60_000), `${' '.repeat(3_000)}x`, 'x '.repeat(1_501)])(
    'when it is longer than newkey reads, then that is said, and nothing else is looked at',
    (text) => {
      expect(readCommand(text)).toEqual({ kind: 'too_long' })
    },
  )
})
