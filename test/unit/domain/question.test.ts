import { describe, expect, it } from '@jest/globals'
import { questionAbout } from '../../../src/domain/question.ts'

describe('given a request that might not be meant', () => {
  it.each<[string, string, readonly string[], string | undefined]>([
    ['the name is free', 'payments-svc', ['billing'], undefined],
    ['there is no other key', 'payments-svc', [], undefined],
    ['a live key has that name', 'payments-svc', ['billing', 'payments-svc'], 'name_in_use'],
    ['a live key has it in another case', 'Payments-SVC', ['payments-svc'], 'name_in_use'],
    ['a live key has it with another form of sigma', 'οδος', ['οδοσ'], 'name_in_use'],
    ['a live key has it with ss for ß', 'straße', ['STRASSE'], 'name_in_use'],
    ['a live key has it with one blank more', 'payments  svc', ['payments svc'], 'name_in_use'],
    ['a live key’s name differs by an accent', 'cafe', ['café'], undefined],
    ['a live key’s name has no blank', 'paymentssvc', ['payments svc'], undefined],
    ['a live key’s name only begins with it', 'pay', ['payments-svc'], undefined],
  ])('when %s, then the question is right', (_, name, taken, question) => {
    expect(questionAbout({ name, isSentence: false }, taken)).toBe(question)
  })

  it('when it reads like a sentence, then that is asked first', () => {
    expect(questionAbout({ name: 'please', isSentence: true }, ['please'])).toBe('reads_like_sentence')
  })
})
