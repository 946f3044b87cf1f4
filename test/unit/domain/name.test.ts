import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkName, recordableName, recordableReason } from '../../../src/domain/name.ts'

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
    ['a Thai sara am', 'ชำระเงิน'],
    ['a Thai sara am behind a tone mark', 'น้ำ'],
    ['a Lao sara am', 'ທຳງານ'],
    ['the Han zero in a number', '二〇二五年'],
    ['the long vowel mark behind kana', 'キー-2'],
    ['the middle dot between Japanese letters', 'サーバー・キー'],
    ['gershayim between Hebrew letters', 'צה״ל'],
    ['a geresh between Hebrew letters', 'ג׳ירפה'],
    ['the letters of Azerbaijani', 'ödəniş'],
    ['the letters of Hausa', 'ɓangare-ƙasa'],
    ['the letters of Akan', 'sikasɛm-nkɔso'],
    ['vowel marks in Hindi', 'भुगतान'],
    ['the hash of a commit', '0123456789abcdef0123456789abcdef01234567'],
    ['the hash of a commit, in capitals', '0123456789ABCDEF0123456789ABCDEF01234567'],
    ['a hash of 64 digits', '0123456789abcdef'.repeat(4)],
    ['a hash behind a word', `key_${'0123456789abcdef'.repeat(2)}`],
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
    ['a Cyrillic sid', 'ЅК01234567890123456789012345678901', 'name_like_sid'],
    ['a Cyrillic sid with letters for digits', `ЅК${'0аВсЕ'.repeat(6)}01`, 'name_like_sid'],
    ['a Cyrillic sid with O for zero', `ЅК${'О123'.repeat(8)}`, 'name_like_sid'],
    ['a Greek sid', `ΑΚ${'0ΑΒΕ'.repeat(8)}`, 'name_like_sid'],
    ['a Han sid', `支払${'0123'.repeat(8)}`, 'name_like_sid'],
    ['a sid with marks', `SK${'0123'.repeat(7)}0\u030112\u03023`, 'name_like_sid'],
    ['a sid with accents', `ŚḰ${'0123'.repeat(8)}`, 'name_like_sid'],
    ['a sid with barred letters', `SK${'012đ'.repeat(7)}01ø3`, 'name_like_sid'],
    ['a sid behind an underscore', `_ca${'0a'.repeat(16)}`, 'name_like_sid'],
    ['a sid in capitals behind an underscore', `_CA${'0A'.repeat(16)}`, 'name_like_sid'],
    ['a sid of digits alone behind an underscore', `x_ad${'0a'.repeat(16)}`, 'name_like_sid'],
    ['a sid between underscores', `x_ad${'0a'.repeat(16)}_y`, 'name_like_sid'],
    ['an Egyptian blank', 'a \u{13441} b', 'name_characters'],
    ['a Khitan filler', '\u{16FE4}', 'name_characters'],
    ['a Duployan letter', '\u{1BC00}', 'name_characters'],
    ['Lisu letters', 'ꓢꓗ', 'name_characters'],
    ['Cherokee letters', 'ᏚᏦ', 'name_characters'],
    ['Coptic letters', 'ⲟⲣ', 'name_characters'],
    ['a phonetic letter', 'paymentsɡ', 'name_characters'],
    ['a click', 'payments\u01C3', 'name_characters'],
    ['a modifier letter', 'bob\u02BCs', 'name_characters'],
    ['a small capital', 'pa\u028Fments', 'name_characters'],
    ['a phonetic extension', '\u1D04ey', 'name_characters'],
    ['a saltillo', 'bob\uA78Cs', 'name_characters'],
    ['a letter of Latin Extended-C', '\u2C6Fpi', 'name_characters'],
    ['a letter of Latin Extended-E', '\uAB36', 'name_characters'],
    ['a letter of Latin Extended-G', '\u{1DF00}', 'name_characters'],
    ['a letter that passes for a digit', 'v\u01BD', 'name_characters'],
    ['a wynn', '\u01BFay', 'name_characters'],
    ['a vertical tilde', 'a\u2E2Fb', 'name_characters'],
    ['an overlay', 'o\u0338k', 'name_characters'],
    ['an enclosing mark', 'a\u20DD', 'name_characters'],
    ['a small letter as a mark', 'x\u0363', 'name_characters'],
    ['a small letter as a mark, of a later block', 'x\u1DDC', 'name_characters'],
    ['a mark that ties letters', 'a\u035Fb', 'name_characters'],
    ['half a mark', 'a\uFE20', 'name_characters'],
    ['a Cyrillic mark that encloses', 'а\u0488', 'name_characters'],
    ['a Cyrillic letter as a mark', 'а\u2DE0', 'name_characters'],
    ['a mark of music', 'a\u{1D165}', 'name_characters'],
    ['a Thai sara am in two', 'ช\u0E4D\u0E32ระ', 'name_characters'],
    ['a Lao sara am in two', 'ທ\u0ECD\u0EB2', 'name_characters'],
    ['the Han zero beside digits', '10〇', 'name_characters'],
    ['the Han zero alone', 'v-〇', 'name_characters'],
    ['a long vowel mark between digits', '10ー20', 'name_characters'],
    ['a long vowel mark alone', 'a-ー-b', 'name_characters'],
    ['the Han zero in a Latin word', 'g〇', 'name_mixed_scripts'],
    ['a middle dot between Latin letters', 'a・b', 'name_characters'],
    ['a middle dot before a Japanese letter', '・キ', 'name_characters'],
    ['a geresh between Latin letters', 'a\u05F3b', 'name_characters'],
    ['gershayim before a Hebrew letter', '״צ', 'name_characters'],
    ['a curly apostrophe', 'bob’s', 'name_characters'],
    ['digits of one script with letters of another', 'pay\u0967', 'name_mixed_scripts'],
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
    ['text behind its closing quote', '"a"b', 'name_unclosed_quote'],
    ['a Japanese quote at its start', '「payments', 'name_unclosed_quote'],
    ['an acute for a quote at its start', '´payments', 'name_unclosed_quote'],
    ['a curly quote at its start', '“payments', 'name_unclosed_quote'],
  ])('when it has %s, then it is refused as that', (_, name, cause) => {
    expect(checkName(name, '')).toBe(cause)
  })
})

describe('given a reason', () => {
  it('when it has 300 characters, then it may be used; with one more it is too long', () => {
    expect(checkName('a', 'r'.repeat(300))).toBeUndefined()
    expect(checkName('a', 'r'.repeat(301))).toBe('reason_too_long')
  })
  it('when its length is judged, then its characters are counted as they are recorded', () => {
    expect(checkName('a', recordableReason('e\u0301'.repeat(300)))).toBeUndefined()
    expect(checkName('a', recordableReason('e\u0301'.repeat(301)))).toBe('reason_too_long')
    expect(checkName('a', recordableReason(`${'r\r\n'.repeat(150)}`))).toBeUndefined()
    expect(checkName('a', recordableReason('🔑'.repeat(300)))).toBeUndefined()
    expect(checkName('a', recordableReason('한'.normalize('NFD').repeat(300)))).toBeUndefined()
  })
  it.each([
    ...[
      'for\u200Bme',
      'for\u202Eme',
      '\uE000',
      'a\u200Db',
      'a\uFE0F',
      '\u{1F53F}\u{1FFFE}',
      '\u0007',
      'a\u200E',
      '\u061Cم',
    ],
    ...[
      '\uFEFFfor me',
      'for me\uFEFF',
      'a\u00ADb',
      'a\u2060b',
      '\u2066a\u2069',
      '\uD83D',
      '\uDE00',
      '\u0378',
      'a\u2800b',
    ],
    ...[
      '🔑\u{E0061}\u{E007F}',
      '🏴\u{E0066}\u{E0072}\u{E007F}',
      'a\u{E0101}',
      'م\u200C\u200C\u200Cم',
      'a\u200Cb',
      '\u3164',
      'م\uFE0F',
    ],
    ...['👩\u200D', '\u200D👩', 'ក\u17B4', '\u061C\u200C'],
  ])('when it holds what can’t be seen, as %j, then it is refused', (reason) => {
    expect(checkName('a', recordableReason(reason))).toBe('reason_characters')
  })
  it.each([
    ['wide blanks and line breaks', 'for\u3000refunds\r\nin\tstaging', 'for refunds in staging'],
    ['letters apart from their marks', 'cafe\u0301', 'café'],
    ['signs that stand for others', '½ of it… （soon）', '½ of it… （soon）'],
    [
      'emoji of several characters',
      '👩🏽\u200D💻 ❤\uFE0F 1\uFE0F\u20E3',
      '👩🏽\u200D💻 ❤\uFE0F 1\uFE0F\u20E3',
    ],
    ['blanks of every kind', 'a\u00A0b\u2003c\td\u2028e\u0085f\vg\u202Fh', 'a b c d e f g h'],
    ['blanks at its ends', '\u3000\u00A0for me\n\n', 'for me'],
    ['ligatures and signs', '™ ﬁ ① ㎏ — “quoted” «so» €', '™ ﬁ ① ㎏ — “quoted” «so» €'],
    ['an emoji shown as text', '❤\uFE0E ™\uFE0F', '❤\uFE0E ™\uFE0F'],
    ['a family and a flag', '👨\u200D👩\u200D👧 🏳\uFE0F\u200D🌈 🇩🇪', '👨\u200D👩\u200D👧 🏳\uFE0F\u200D🌈 🇩🇪'],
    [
      'the flag of Scotland',
      '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
      '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
    ],
    [
      'Persian joiners',
      'برای کلید\u200Cها می\u200Cخواهم API\u200Cها',
      'برای کلید\u200Cها می\u200Cخواهم API\u200Cها',
    ],
    ['a joiner at the end of an Arabic letter', 'ه\u200D.', 'ه\u200D.'],
    ['joiners in Hindi and Sinhala', 'क्\u200Dष क्\u200Cष ශ්\u200Dරී', 'क्\u200Dष क्\u200Cष ශ්\u200Dරී'],
    ['Khmer with places for line ends', 'សម្រាប់\u200Bសាកល្បង', 'សម្រាប់\u200Bសាកល្បង'],
    ['a variant of a Han letter', '葛\u{E0100}城', '葛\u{E0100}城'],
    ['Arabic signs of numbers', '\u0600١٢', '\u0600١٢'],
    ['text from right to left', 'עבור בדיקה', 'עבור בדיקה'],
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
        const bare = name.replace(/[\u0E33\u0EB3]/g, '-')
        expect(bare.normalize('NFKC')).toBe(bare)
        expect(name).not.toMatch(/[^ -~\p{L}\p{M}\p{Nd}〇・\u05F3\u05F4]|\p{Default_Ignorable_Code_Point}/u)
        expect(name.normalize('NFD').replace(/\p{M}/gu, '')).not.toMatch(/[A-Za-z]{2}[0-9A-Fa-f]{32}/)
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
