import { describe, expect, it } from '@jest/globals'
import { whyMixed, whyOdd } from '../../../../src/slack/messages/name-words.ts'

const said = (words: ReturnType<typeof whyOdd>): string =>
  words
    .map((piece) => (typeof piece === 'string' ? piece : 'text' in piece ? piece.text : ''))
    .join('')
    .trim()
const AT_HAND = 'Use letters and digits of a widely used alphabet, or the symbols on an English keyboard.'
const AGAIN =
  ' has a letter in separate parts, such as a letter and its accent. Type it instead of pasting it.'
const EITHER = 'If you want both, put a hyphen or a space between them. If you don’t, type the word again.'

describe('given a name that can’t be used', () => {
  it.each([
    ['bob’s key', "bob’s contains ’ (U+2019), which isn’t allowed in a name. Type ' instead."],
    ['bob\u02BCs', "bob\u02BCs contains \u02BC (U+02BC), which isn’t allowed in a name. Type ' instead."],
    ['the “key”', '“key” contains “ (U+201C), which isn’t allowed in a name. Type " instead.'],
    ['a—b', 'a—b contains — (U+2014), which isn’t allowed in a name. Type - instead.'],
    ['pay\u2011svc', 'pay\u2011svc contains \u2011 (U+2011), which isn’t allowed in a name. Type - instead.'],
    ['bob´s', "bob´s contains ´ (U+00B4), which isn’t allowed in a name. Type ' instead."],
    ['a…–', 'a…– contains … (U+2026), which stands for ... (U+002E U+002E U+002E). Type that instead.'],
    ['a″', 'a″ contains ″ (U+2033), which isn’t allowed in a name. Type " instead.'],
    ['a①¨', 'a①¨ contains ① (U+2460), which stands for 1 (U+0031). Type that instead.'],
    ['a¨', `a¨ contains ¨ (U+00A8), which isn’t allowed in a name. ${AT_HAND}`],
    ['5€', `5€ contains € (U+20AC), which isn’t allowed in a name. ${AT_HAND}`],
    ['key🔑', `key🔑 contains 🔑 (U+1F511), which isn’t allowed in a name. ${AT_HAND}`],
    ['o\u0338k', `o\u0338k contains ◌\u0338 (U+0338), which isn’t allowed in a name. ${AT_HAND}`],
    ['ᏚᏦ', `ᏚᏦ contains Ꮪ (U+13DA), which isn’t allowed in a name. ${AT_HAND}`],
    ['10〇', `10〇 contains 〇 (U+3007), which isn’t allowed in a name. ${AT_HAND}`],
  ])('when it is %j, then the sign is named, and what works', (name, words) => {
    expect(said(whyOdd(name))).toBe(words)
  })

  it.each([
    ['cafe\u0301', `cafe\u0301${AGAIN}`],
    ['the \u1112\u1161\u11AB', `\u1112\u1161\u11AB${AGAIN}`],
    ['ช\u0E4D\u0E32', `ช\u0E4D\u0E32${AGAIN}`],
  ])('when it is %j, whose letters are typed in parts, then it is to be typed again', (name, words) => {
    expect(said(whyOdd(name))).toBe(words)
  })

  it.each([
    ['ﬁnance', 'ﬁnance contains ﬁ (U+FB01), which stands for fi (U+0066 U+0069). Type that instead.'],
    ['ｋey', 'ｋey contains ｋ (U+FF4B), which stands for k (U+006B). Type that instead.'],
    ['5\u212A', '5\u212A contains \u212A (U+212A), which stands for K (U+004B). Type that instead.'],
    ['so…', 'so… contains … (U+2026), which stands for ... (U+002E U+002E U+002E). Type that instead.'],
  ])('when it is %j, then the character is named, and what it stands for', (name, words) => {
    expect(said(whyOdd(name))).toBe(words)
  })

  it.each([
    ['p\u0430y-svc', `p\u0430y mixes letters of two alphabets, Latin and Cyrillic. ${EITHER}`],
    ['p\u0430yα', `p\u0430yα mixes letters of several alphabets, Latin, Cyrillic and Greek. ${EITHER}`],
  ])('when it is %j, then the alphabets are named, and both ways out', (name, words) => {
    expect(said(whyMixed(name))).toBe(words)
  })

  it.each(['1\u0967', 'pay\u0967'])('when it is %j, then it is about digits', (name) => {
    expect(said(whyMixed(name))).toBe(
      `${name} mixes digits of different kinds, or digits of one alphabet with letters of another. Type the digits 0 to 9.`,
    )
  })
})
