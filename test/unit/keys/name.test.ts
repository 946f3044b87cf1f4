import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkName, recordableName, recordableReason } from '../../../src/keys/name.ts'

describe('given a name', () => {
  it.each([
    ['one character', 'a'],
    ['64 characters', 'a'.repeat(64)],
    ['64 characters of two code units each', '𠮷'.repeat(64)],
    ['letters of one script a word', 'платежи-api'],
    ['the scripts of Japanese in one word', '支払い'],
    ['digits of every script beside letters of one', 'платежи2'],
    ['the digits of its own script', '१२३'],
    ['a mark that nothing composes', 'x\u0302'],
    ['31 hexadecimal digits behind two letters', `SK${'0'.repeat(31)}`],
    ['quotes inside', `bob's "key"`],
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
    ['an emoji', 'key🔑', 'name_characters'],
    ['a sign beyond ASCII', '5€', 'name_characters'],
    ['a private-use character', 'a\uE000b', 'name_characters'],
    ['an unassigned character', 'a\u0378b', 'name_characters'],
    ['a Braille blank', 'a\u2800b', 'name_characters'],
    ['a blank of another kind', 'a\u00A0b', 'name_characters'],
    ['a mark at its start', '\u0302a', 'name_characters'],
    ['a mark behind punctuation', 'a-\u0302b', 'name_characters'],
    ['five marks in a row', 'x\u0302\u0308\u0301\u0300\u0303', 'name_characters'],
    ['the same mark twice', 'x\u0302\u0302', 'name_characters'],
    ['a Cyrillic letter in a Latin word', 'p\u0430yments', 'name_mixed_scripts'],
    ['a Greek letter in a Latin word', 'payments-\u03BFne', 'name_mixed_scripts'],
    ['a long vowel mark for a hyphen', 'payments\u30FCsvc', 'name_mixed_scripts'],
    ['digits of two sets', '1\u0967', 'name_mixed_scripts'],
    ['a sid in the middle', `for-sk${'aF'.repeat(16)}-now`, 'name_like_sid'],
    ['a sid in a longer run', `xSK${'0'.repeat(40)}`, 'name_like_sid'],
    ['a single quote at its start', "'payments", 'name_unclosed_quote'],
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
  it.each(['for\u200Bme', 'for\u202Eme', '\uE000', 'a\u200Db', 'a\uFE0F', '\u{1F53F}\u{1FFFE}'])(
    'when it holds what can’t be seen, as %j, then it is refused',
    (reason) => {
      expect(checkName('a', recordableReason(reason))).toBe('reason_characters')
    },
  )
  it.each([
    ['wide blanks and line breaks', 'for\u3000refunds\r\nin\tstaging', 'for refunds in staging'],
    ['letters apart from their marks', 'cafe\u0301', 'café'],
    ['signs that stand for others', '½ of it… （soon）', '½ of it… （soon）'],
    [
      'emoji of several characters',
      '👩🏽\u200D💻 ❤\uFE0F 1\uFE0F\u20E3',
      '👩🏽\u200D💻 ❤\uFE0F 1\uFE0F\u20E3',
    ],
    ['a sid', `replaces SK${'0'.repeat(32)}`, `replaces SK${'0'.repeat(32)}`],
  ])('when it has %s, then it is taken as prose', (_, typed, kept) => {
    expect(recordableReason(typed)).toBe(kept)
    expect(checkName('a', kept)).toBeUndefined()
  })
})

describe('given text that is to be kept', () => {
  it('when it holds what can’t be seen, then that shows as U+FFFD, and the check still refuses it', () => {
    for (const unseen of [
      '\u0000',
      '\u202E',
      '\u200B',
      '\uDC00',
      '\u{E0041}',
      '\uE000',
      '\u0378',
      '\u2800',
    ]) {
      const kept = recordableName(`a${unseen}b`)
      expect(kept).toBe('a\uFFFDb')
      expect(checkName(kept, '')).toBe('name_characters')
    }
  })
  it('when it is too long, then it is cut one past the limit, and the check still refuses it', () => {
    const kept = recordableName('🔑'.repeat(10_000))
    expect([...kept]).toHaveLength(65)
    expect(checkName(kept, '')).toBe('name_too_long')
  })
})

describe('given any text at all', () => {
  const text = fc.string({ unit: 'binary', maxLength: 70 })

  it('when it passes as a name, then it is what it seems to be', () => {
    const ascii = fc.string({ unit: 'binary-ascii', maxLength: 70 })
    const words = fc.stringMatching(/^[\p{L}\p{M}\p{Nd} -~]{1,20}$/u)
    fc.assert(
      fc.property(fc.oneof(text, ascii, words), (typed) => {
        const name = recordableName(typed)
        if (checkName(name, '') !== undefined) return
        expect(name).toBe(typed)
        expect(name.normalize('NFKC')).toBe(name)
        expect(name).not.toMatch(/[^ -~\p{L}\p{M}\p{Nd}]|\p{Default_Ignorable_Code_Point}/u)
        expect(name).not.toMatch(/[A-Za-z]{2}[0-9A-Fa-f]{32}/)
      }),
    )
  })

  it('when it is kept as a reason, then keeping it again changes nothing, and nothing in it is unseen', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const kept = recordableReason(typed)
        expect(recordableReason(kept)).toBe(kept)
        expect(kept).not.toMatch(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u)
      }),
    )
  })
})
