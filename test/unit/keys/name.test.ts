import { describe, expect, it } from '@jest/globals'
import { checkName, recordable } from '../../../src/keys/name.ts'

describe('given a name', () => {
  it.each([
    ['one character', 'a'],
    ['64 characters', 'a'.repeat(64)],
    ['64 emoji, each one code point', '🔑'.repeat(64)],
    ['letters of any script', 'платежи-支付'],
    ['blanks inside', 'payments service'],
    ['all marks', '<!channel>&*_~`\\/'],
  ])('when it has %s, then it may be used', (_, name) => {
    expect(checkName(name, '')).toBeUndefined()
  })

  it.each([
    ['nothing', '', 'name_missing'],
    ['blanks alone', '   ', 'name_missing'],
    ['65 characters', 'a'.repeat(65), 'name_too_long'],
    ['65 emoji', '🔑'.repeat(65), 'name_too_long'],
    ['a sid’s shape', `AC${'0aF'.repeat(10)}01`, 'name_like_sid'],
    ['a blank at its edge', ' a', 'name_characters'],
    ['a tab', 'a\tb', 'name_characters'],
    ['a line break', 'a\nb', 'name_characters'],
    ['a right-to-left override', 'a\u202Eb', 'name_characters'],
    ['an isolate', 'a\u2066b', 'name_characters'],
    ['a zero-width joiner', 'a\u200Db', 'name_characters'],
    ['a byte order mark', '\uFEFFa', 'name_characters'],
    ['a soft hyphen', 'a\u00ADb', 'name_characters'],
    ['a Hangul filler', 'a\u3164b', 'name_characters'],
    ['a tag character', 'a\u{E0041}b', 'name_characters'],
    ['a line separator', 'a\u2028b', 'name_characters'],
    ['a lone surrogate', 'a\uD800b', 'name_characters'],
    ['a noncharacter', 'a\uFFFFb', 'name_characters'],
    ['a replacement character', 'a\uFFFDb', 'name_characters'],
    ['a ligature that NFKC takes apart', 'ﬁnance', 'name_characters'],
    ['a full-width letter', 'ａ', 'name_characters'],
    ['an accent that NFKC puts together', 'e\u0301', 'name_characters'],
    ['a straight quote at its start', '"payments', 'name_unclosed_quote'],
    ['a curly quote at its start', '“payments', 'name_unclosed_quote'],
  ])('when it has %s, then it is refused as that', (_, name, why) => {
    expect(checkName(name, '')).toBe(why)
  })
})

describe('given a reason', () => {
  it('when it has 300 characters, then it may be used; with one more it is too long', () => {
    expect(checkName('a', 'r'.repeat(300))).toBeUndefined()
    expect(checkName('a', 'r'.repeat(301))).toBe('reason_too_long')
  })
  it('when it holds what can’t be seen, then it is refused', () => {
    expect(checkName('a', 'for\u200Bme')).toBe('reason_characters')
  })
})

describe('given text that is to be kept', () => {
  it('when it holds what can’t be seen, then that shows as U+FFFD, and the check still refuses it', () => {
    for (const unseen of ['\u0000', '\u202E', '\u200B', '\uDC00', '\u{E0041}']) {
      const kept = recordable(`a${unseen}b`, 64)
      expect(kept).toBe('a\uFFFDb')
      expect(checkName(kept, '')).toBe('name_characters')
    }
  })
  it('when it is too long, then it is cut one past the limit, and the check still refuses it', () => {
    const kept = recordable('🔑'.repeat(10_000), 64)
    expect([...kept]).toHaveLength(65)
    expect(checkName(kept, '')).toBe('name_too_long')
  })
})
