import { beforeEach, describe, expect, it } from '@jest/globals'
import { createFreshReads, type FreshReads } from '../../../../src/slack/api/fresh-reads.ts'

let now: number
let pending: ((value: number | undefined) => void)[]
let reads: FreshReads<'group', number>
const answer = (value: number | undefined): void => pending.shift()?.(value)

beforeEach(() => {
  now = 0
  pending = []
  reads = createFreshReads(
    () => new Promise<number | undefined>((resolve) => void pending.push(resolve)),
    () => now,
  )
})

describe('given a read', () => {
  it('when several ask at the same time, then it is made once', async () => {
    const asked = Promise.all([reads.get('group'), reads.get('group'), reads.get('group')])
    expect(pending).toHaveLength(1)
    answer(1)
    expect(await asked).toEqual([1, 1, 1])
  })

  it('when 30 s have passed since it began, then it is made again', async () => {
    const first = reads.get('group')
    now = 20_000 // it took so long
    answer(1)
    expect(await first).toBe(1)
    now = 30_000
    expect(await reads.get('group')).toBe(1)
    now = 30_001
    const second = reads.get('group')
    answer(2)
    expect(await second).toBe(2)
  })

  it('when it took longer than 30 s, then it counts for nobody', async () => {
    const asked = reads.get('group')
    now = 30_001
    answer(1)
    await Promise.resolve().then(() => undefined)
    expect(pending).toHaveLength(1)
    answer(2)
    expect(await asked).toBe(2)
  })

  it('when it is discarded while it runs, then those who wait get a newer one', async () => {
    const asked = reads.get('group')
    reads.discard('group')
    answer(1)
    await Promise.resolve().then(() => undefined)
    answer(2)
    expect(await asked).toBe(2)
  })

  it('when it is discarded again and again, then it is given up', async () => {
    const asked = reads.get('group')
    for (let tries = 0; tries < 3; tries++) {
      reads.discard('group')
      answer(1)
      await Promise.resolve().then(() => undefined)
    }
    expect(await asked).toBeUndefined()
  })

  it('when it fails, then the next who asks reads anew', async () => {
    const first = reads.get('group')
    answer(undefined)
    expect(await first).toBeUndefined()
    const second = reads.get('group')
    answer(3)
    expect(await second).toBe(3)
  })
})
