import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkName } from '../../../../src/domain/name.ts'
import { readCommand } from '../../../../src/slack/interactions/command-text.ts'

describe('given what was typed after /newkey', () => {
  it.each([
    ['payments-svc', 'payments-svc', ''],
    ['  payments-svc   for   refunds ', 'payments-svc', 'for   refunds'],
    ['payments-svc\nfor refunds', 'payments-svc', 'for refunds'],
    ['payments-svc\u3000for refunds', 'payments-svc', 'for refunds'],
    ['payments-svc\u00A0for refunds', 'payments-svc', 'for refunds'],
    ['payments-svc\u2028for refunds', 'payments-svc', 'for refunds'],
    ['\uFEFFpayments-svc', '\uFEFFpayments-svc', ''],
    ['\u2003payments-svc\u00A0', 'payments-svc', ''],
    ['payments\uFEFFsvc', 'payments\uFEFFsvc', ''],
    ["bob's key", "bob's", 'key'],
    ['bob’s key isn’t here', 'bob’s', 'key isn’t here'],
    ['payments-svc "the new one"', 'payments-svc', '"the new one"'],
    ['lister', 'lister', ''],
    ['get-started docs', 'get-started', 'docs'],
    ['helper', 'helper', ''],
    ['h', 'h', ''],
    ['-', '-', ''],
    ['payments? yes', 'payments?', 'yes'],
    ['/payments', '/payments', ''],
    ['&lt;b&gt;', '&lt;b&gt;', ''],
    ['&amp;co', '&amp;co', ''],
    ['<@U0ADA00001|ada> bot', '<@U0ADA00001|ada>', 'bot'],
    ['<https://example.com|payments>', '<https://example.com|payments>', ''],
    ['payments–svc', 'payments–svc', ''],
  ])('when it is %j, then the name is %j and the reason %j', (text, name, reason) => {
    expect(readCommand(text)).toEqual({ kind: 'issue', name, reason, quoted: false })
  })

  it.each([
    ['"payments service" for refunds', 'payments service', 'for refunds'],
    ['“payments service” for refunds', 'payments service', 'for refunds'],
    ['„payments service“', 'payments service', ''],
    ['”payments service”', 'payments service', ''],
    ['＂payments service＂', 'payments service', ''],
    ["'payments service' for refunds", 'payments service', 'for refunds'],
    ['‘payments service’ for refunds', 'payments service', 'for refunds'],
    ['‚payments service‘ for refunds', 'payments service', 'for refunds'],
    ['‛payments service’', 'payments service', ''],
    ['´payments service´', 'payments service', ''],
    ['`payments service´', 'payments service', ''],
    ['ʻpayments serviceʼ', 'payments service', ''],
    ['′payments service′', 'payments service', ''],
    ['«payments service» for refunds', 'payments service', 'for refunds'],
    ['»payments service« for refunds', 'payments service', 'for refunds'],
    ['«\u00A0payments service\u00A0» for refunds', 'payments service', 'for refunds'],
    ['‹\u202Fpayments service\u202F›', 'payments service', ''],
    ['‹payments service› for refunds', 'payments service', 'for refunds'],
    ['「payments service」 for refunds', 'payments service', 'for refunds'],
    ['『payments service』', 'payments service', ''],
    ['`payments service` for refunds', 'payments service', 'for refunds'],
    ['"payments service"\u2003for refunds', 'payments service', 'for refunds'],
    ["'O'Brien’s key' x", "O'Brien’s key", 'x'],
    ['"bob\'s key" x', "bob's key", 'x'],
    ['"list"', 'list', ''],
    ['"help"', 'help', ''],
    ['“revoke” x', 'revoke', 'x'],
    ['"create x"', 'create x', ''],
    ['" payments"', ' payments', ''],
    ['```payments service``` x', 'payments service', 'x'],
    ['""payments service"" x', 'payments service', 'x'],
    ["''payments'' x", 'payments', 'x'],
    ['"a"b"', 'a"b', ''],
    [`'"a"'`, '"a"', ''],
    ['""""', '', ''],
    ['"""', '"', ''],
    ['""', '', ''],
    ['“” for refunds', '', 'for refunds'],
  ])('when it is %j, then the quoted name is %j and the reason %j', (text, name, reason) => {
    expect(readCommand(text)).toEqual({ kind: 'issue', name, reason, quoted: true })
  })

  it.each([
    '"payments service',
    '"payments"service',
    '"a"b "c"',
    '"',
    "'payments",
    '“payments svc',
    '«payments',
    '"a"b c"',
    '"payments", x',
  ])('when its quotes are unclear, as in %j, then the name is refused for them', (text) => {
    const read = readCommand(text)
    expect(read).toMatchObject({ kind: 'issue', quoted: false })
    if (read.kind === 'issue') expect(checkName(read.name, read.reason)).toBe('name_unclosed_quote')
  })

  it.each([
    ...[
      '',
      '   ',
      '\u3000',
      'help',
      'Help',
      'HELP',
      'help me please',
      'help!',
      'help?',
      'Help.',
      'help: me',
      'help,',
    ],
    ...[
      '-h',
      '-H',
      '--help',
      '--HELP',
      '-help',
      '—help',
      '–help',
      '—h',
      '/help',
      '/?',
      '?',
      '??',
      '-?',
      '?!',
      '? how',
    ],
    ...['/newkey', '/newkey payments-svc', '/NEWKEY help', '/newkey-staging x'],
  ])('when it is %j, then help is wanted', (text) => {
    expect(readCommand(text)).toEqual({ kind: 'help' })
  })

  it.each(['list', 'rotate', 'status', 'create', 'new', 'get', 'request'])(
    'when it begins with %s, then that command is meant',
    (word) => {
      for (const typed of [
        `${word} payments-svc`,
        word.toUpperCase(),
        `${word}:`,
        `--${word}`,
        `—${word}`,
        `/${word}`,
      ])
        expect(readCommand(typed)).toMatchObject({ kind: 'reserved', word })
    },
  )

  it.each([
    ['create payments-svc', 'payments-svc'],
    ['new x', 'x'],
    ['get x for refunds', 'x'],
    ['request Payments-Svc', 'Payments-Svc'],
    ['Create: payments-svc', 'payments-svc'],
    ['create a new key for payments-svc', 'payments-svc'],
    ['create "payments service" for refunds', '"payments service"'],
    ['create a key called “payments service”', '"payments service"'],
    ['create \'the "big" one\'', '\'the "big" one\''],
    ['create "list"', '"list"'],
    ['create "create x"', '"create x"'],
    ['create get payments-svc', 'payments-svc'],
    ['create api', 'api'],
    ['create', undefined],
    ['request a key', undefined],
    ['get me a Twilio API key please', undefined],
    ['create "payments', undefined],
    ['create p\u0430yments', undefined],
    [`create SK${'0'.repeat(32)}`, undefined],
    ['create ""', undefined],
    [`create ${'a '.repeat(1_400)}`, undefined],
  ])('when it is %j, then what to type instead is %j', (text, instead) => {
    expect(readCommand(text)).toMatchObject({ kind: 'reserved', instead })
  })

  it.each([
    ['revoke', ''],
    ['Revoke payments-svc', 'payments-svc'],
    ['revoke   payments service ', 'payments service'],
    ['revoke "payments service"', 'payments service'],
    ['revoke “payments service” it leaked', 'payments service'],
    ['revoke: payments-svc', 'payments-svc'],
    ['--revoke payments-svc', 'payments-svc'],
    [`revoke SK${'0'.repeat(32)}`, `SK${'0'.repeat(32)}`],
    ['revoke ""', ''],
    ['revoke "payments', '"payments'],
  ])('when it is %j, then %j is to be revoked', (text, what) => {
    expect(readCommand(text)).toEqual({ kind: 'revoke', what })
  })

  it.each([' '.repeat(60_000), `${' '.repeat(3_000)}x`, 'x '.repeat(1_501)])(
    'when it is longer than newkey reads, then that is said, and nothing else is looked at',
    (text) => {
      expect(readCommand(text)).toEqual({ kind: 'too_long' })
    },
  )
})

describe('given any text at all after /newkey', () => {
  const mark = fc.constantFrom(
    '"',
    "'",
    '“',
    '”',
    '«',
    '»',
    '`',
    ' ',
    '\u00A0',
    'a',
    'create',
    'key',
    '-',
    '?',
    '\uD800',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(mark).map((marks) => marks.join('')),
  )

  it('when it is read, then nothing is thrown, and the name and the reason are parts of it', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const read = readCommand(typed)
        if (read.kind !== 'issue') return
        expect(typed).toContain(read.name)
        expect(typed.endsWith(read.reason) || typed.includes(read.reason)).toBe(true)
      }),
    )
  })

  it('when a command instead is offered, then it makes a key of that very name', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const read = readCommand(`create ${typed}`)
        if (read.kind !== 'reserved' || read.instead === undefined) return
        const instead = readCommand(read.instead)
        expect(instead).toMatchObject({ kind: 'issue', reason: '' })
        if (instead.kind === 'issue') expect(checkName(instead.name, '')).toBeUndefined()
      }),
    )
  })
})
