import { describe, expect, it } from '@jest/globals'
import { flawOf, readValue } from '../../../src/config/value.ts'

describe('given a value as the environment or .env hands it on', () => {
  it.each([
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    ["'abc'", 'abc'],
    ['`abc`', 'abc'],
    ['“abc”', 'abc'],
    ['‘abc’', 'abc'],
    [' abc\t', 'abc'],
    ['abc\r', 'abc'],
    ['abc\r\n', 'abc'],
    ['\uFEFFabc', 'abc'],
    ['\u200Babc\u200B', 'abc'],
    ['abc\u00A0', 'abc'],
    ['\u202Aabc\u202C', 'abc'],
    [' " abc " ', 'abc'],
    ['"abc"\r', 'abc'],
    ['"a","b"', '"a","b"'],
    ['say "hello"', 'say "hello"'],
    ['""', undefined],
    ['"  "', undefined],
    ['   ', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('when it is %j, then %j is meant, and nothing is wrong with that', (raw, meant) => {
    expect([readValue(raw), flawOf(meant ?? '')]).toEqual([meant, undefined])
  })

  it.each([
    ['"abc', 'a quotation mark at one end only'],
    ["abc'", 'a quotation mark at one end only'],
    ['“abc', 'a quotation mark at one end only'],
    ['"', 'a quotation mark at one end only'],
    ['abc\nNEXT=', 'a line break'],
    ['ab\u200Bc', 'an invisible character in it (U+200B)'],
    ['ab\uFEFFc', 'an invisible character in it (U+FEFF)'],
    ['ab\0c', 'an invisible character in it (U+0000)'],
    ['ab\u202Ec', 'an invisible character in it (U+202E)'],
  ])('when it is %j, then it is refused for %s', (raw, flaw) => {
    expect(flawOf(readValue(raw) ?? '')).toContain(flaw)
  })

  it('when an emoji has several parts, then nothing is wrong with it', () => {
    expect(flawOf('ask 👩‍💻')).toBeUndefined()
  })
})
