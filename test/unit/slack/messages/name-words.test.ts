import { describe, expect, it } from '@jest/globals'
import { whyMixed, whyOdd } from '../../../../src/slack/messages/name-words.ts'

const said = (words: ReturnType<typeof whyOdd>): string =>
  words
    .map((piece) => (typeof piece === 'string' ? piece : 'text' in piece ? piece.text : ''))
    .join('')
    .trim()
const AT_HAND =
  'A name may have letters and digits of any alphabet in widespread use, and the signs on an English keyboard.'
const AGAIN =
  ' is typed in an unusual way, with parts of a letter apart, such as a letter and its accent. Type it again instead of pasting it.'
const EITHER = 'If you mean that, put a hyphen or a space between them; if not, type the word again.'

describe('given a name that can’t be used', () => {
  it.each([
    ['bob’s key', "in bob’s, ’ (U+2019) can’t be used. The one on an English keyboard works: '."],
    ['bob\u02BCs', "in bob\u02BCs, \u02BC (U+02BC) can’t be used. The one on an English keyboard works: '."],
    ['the “key”', 'in “key”, “ (U+201C) can’t be used. The one on an English keyboard works: ".'],
    ['a—b', 'in a—b, — (U+2014) can’t be used. The one on an English keyboard works: -.'],
    [
      'pay\u2011svc',
      'in pay\u2011svc, \u2011 (U+2011) can’t be used. The one on an English keyboard works: -.',
    ],
    ['bob´s', "in bob´s, ´ (U+00B4) can’t be used. The one on an English keyboard works: '."],
    ['a…–', 'in a…–, … (U+2026) stands for ... (U+002E U+002E U+002E). Type that instead.'],
    ['a″', 'in a″, ″ (U+2033) can’t be used. The one on an English keyboard works: ".'],
    ['a①¨', 'in a①¨, ① (U+2460) stands for 1 (U+0031). Type that instead.'],
    ['a¨', `in a¨, ¨ (U+00A8) can’t be used. ${AT_HAND}`],
    ['5€', `in 5€, € (U+20AC) can’t be used. ${AT_HAND}`],
    ['key🔑', `in key🔑, 🔑 (U+1F511) can’t be used. ${AT_HAND}`],
    ['o\u0338k', `in o\u0338k, ◌\u0338 (U+0338) can’t be used. ${AT_HAND}`],
    ['ᏚᏦ', `in ᏚᏦ, Ꮪ (U+13DA) can’t be used. ${AT_HAND}`],
    ['10〇', `in 10〇, 〇 (U+3007) can’t be used. ${AT_HAND}`],
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
    ['ﬁnance', 'in ﬁnance, ﬁ (U+FB01) stands for fi (U+0066 U+0069). Type that instead.'],
    ['ｋey', 'in ｋey, ｋ (U+FF4B) stands for k (U+006B). Type that instead.'],
    ['5\u212A', 'in 5\u212A, \u212A (U+212A) stands for K (U+004B). Type that instead.'],
    ['so…', 'in so…, … (U+2026) stands for ... (U+002E U+002E U+002E). Type that instead.'],
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
