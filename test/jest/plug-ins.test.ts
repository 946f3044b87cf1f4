import { describe, expect, it } from '@jest/globals'
import { NEEDS } from '../needs.ts'
import { shuffled } from './shuffled.ts'
import { skippedLine } from './skipped-line.ts'

describe('given files in random order', () => {
  const files = Array.from({ length: 40 }, (_, number) => ({ path: `test/${number}.test.ts` }))
  it('when the seed is the same, then so is the order, wherever they came from', () => {
    expect(shuffled(files, 7)).toEqual(shuffled([...files].reverse(), 7))
    expect(shuffled(files, 7)).not.toEqual(shuffled(files, 8))
  })
  it('then each runs once', () => {
    expect(new Set(shuffled(files, 7))).toEqual(new Set(files))
  })
})

describe('given what was skipped', () => {
  const contracts = ['given a contract', `then it fits [needs ${NEEDS.contracts.says}]`]
  const page = ['given a page', `then it shows [needs ${NEEDS.chromium.says}]`]
  it.each([
    ['nothing', [], false, 'Skipped: nothing'],
    [
      'tests that need something',
      [contracts, page, page],
      false,
      `Skipped: 3 tests: 1 needs ${NEEDS.contracts.says}, 2 need ${NEEDS.chromium.says}`,
    ],
    ['a test without a reason', [['given', 'then']], false, 'Skipped: 1 test: 1 says no reason'],
    ['tests of other names', [['a'], ['b']], true, 'Skipped: 2 tests: 2 have other names than asked for'],
  ])('when it is %s, then one line says so', (_, skipped, chosen, line) => {
    expect(skippedLine(skipped, chosen)).toBe(line)
  })
})
