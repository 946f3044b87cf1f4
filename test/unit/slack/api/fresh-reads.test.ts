import { beforeEach, describe, expect, it } from '@jest/globals'
import { answerOrNone, NO_ANSWER, type NoAnswer } from '../../../../src/domain/no-answer.ts'
import { createFreshReads, type FreshReads } from '../../../../src/slack/api/fresh-reads.ts'

let now: number
let pending: ((value: number | NoAnswer) => void)[]
let reads: FreshReads<'group', number>
const read = async (): Promise<number | undefined> => answerOrNone(await reads.read('group'))?.value
const answer = (value: number | NoAnswer): void => pending.shift()?.(value)

beforeEach(() => {
  now = 0
  pending = []
  reads = createFreshReads(
    () => new Promise<number | NoAnswer>((resolve) => void pending.push(resolve)),
    () => now,
  )
})

describe('given somebody who needs a newer read', () => {
  it('when the last one began too early, then it is made again, and what was decided by the last one still holds', async () => {
    const asked = reads.read('group')
    answer(1)
    const first = answerOrNone(await asked)
    now = 4_000
    const newer = reads.read('group', 1_000)
    expect(pending).toHaveLength(1)
    answer(2)
    const second = answerOrNone(await newer)
    expect([second?.value, second?.holds(), first?.holds()]).toEqual([2, true, true])
    expect(await read()).toBe(2)
    reads.discard('group')
    expect([second?.holds(), first?.holds()]).toEqual([false, false])
  })

  it('when the last one began late enough, then it is shared', async () => {
    const asked = reads.read('group')
    answer(1)
    await asked
    now = 2_000
    expect(answerOrNone(await reads.read('group', 0))?.value).toBe(1)
    expect(pending).toHaveLength(0)
  })
})

describe('given a read', () => {
  it('when several ask at the same time, then it is made once', async () => {
    const asked = Promise.all([read(), read(), read()])
    expect(pending).toHaveLength(1)
    answer(1)
    expect(await asked).toEqual([1, 1, 1])
  })

  it('when 30 s have passed since it began, then it is made again', async () => {
    const first = read()
    now = 20_000 // it took so long
    answer(1)
    expect(await first).toBe(1)
    now = 30_000
    expect(await read()).toBe(1)
    now = 30_001
    const second = read()
    answer(2)
    expect(await second).toBe(2)
  })

  it('when it took longer than 30 s, then it counts for nobody', async () => {
    const asked = read()
    now = 30_001
    answer(1)
    await Promise.resolve().then(() => undefined)
    expect(pending).toHaveLength(1)
    answer(2)
    expect(await asked).toBe(2)
  })

  it('when it is discarded while it runs, then those who wait get a newer one', async () => {
    const asked = read()
    reads.discard('group')
    answer(1)
    await Promise.resolve().then(() => undefined)
    answer(2)
    expect(await asked).toBe(2)
  })

  it('when it is discarded again and again, then it is given up', async () => {
    const asked = read()
    for (let tries = 0; tries < 3; tries++) {
      reads.discard('group')
      answer(1)
      await Promise.resolve().then(() => undefined)
    }
    expect(await asked).toBeUndefined()
  })

  it('when it fails, then the next who asks reads anew', async () => {
    const first = read()
    answer(NO_ANSWER)
    expect(await first).toBeUndefined()
    const second = read()
    answer(3)
    expect(await second).toBe(3)
  })
})

describe('given a read that may be at hand', () => {
  it('when none was made, then nothing is known, and none begins', () => {
    expect(reads.known('group')).toBeUndefined()
    expect(pending).toEqual([])
  })

  it('when it is under way, then nothing is known yet', async () => {
    const asked = read()
    expect(reads.known('group')).toBeUndefined()
    answer(1)
    await asked
    expect(reads.known('group')?.value).toBe(1)
    expect(pending).toEqual([])
  })

  it('when 30 s have passed or it is discarded, then it is known still, and doesn’t hold', async () => {
    const asked = read()
    answer(1)
    await asked
    now = 30_001
    expect(reads.known('group')?.value).toBe(1)
    expect(reads.known('group')?.holds()).toBe(false)
    now = 0
    expect(reads.known('group')?.holds()).toBe(true)
    reads.discard('group')
    expect(reads.known('group')?.value).toBe(1)
    expect(reads.known('group')?.holds()).toBe(false)
    expect(pending).toEqual([])
  })

  it('when a newer one is under way or fails, then the last one that was answered is known', async () => {
    const first = read()
    answer(1)
    await first
    now = 30_001
    const second = read()
    expect(reads.known('group')?.value).toBe(1)
    answer(NO_ANSWER)
    await second
    expect(reads.known('group')?.value).toBe(1)
    expect(reads.known('group')?.holds()).toBe(false)
  })

  it('when it failed, then nothing is known', async () => {
    const asked = read()
    answer(NO_ANSWER)
    await asked
    expect(reads.known('group')).toBeUndefined()
  })
})

describe('given what was read', () => {
  /** One that was asked for, and the same as it is known. */
  async function both() {
    const asked = reads.read('group')
    answer(1)
    return [answerOrNone(await asked), reads.known('group')]
  }

  it('when nothing happens, then it holds for 30 s from its beginning', async () => {
    const reading = await both()
    now = 30_000
    expect(reading.map((one) => one?.holds())).toEqual([true, true])
    now = 30_001
    expect(reading.map((one) => one?.holds())).toEqual([false, false])
  })

  it('when it is discarded, then it holds no more, also once it was read anew', async () => {
    const reading = await both()
    reads.discard('group')
    expect(reading.map((one) => one?.holds())).toEqual([false, false])
    const newer = await both()
    expect(reading.map((one) => one?.holds())).toEqual([false, false])
    expect(newer.map((one) => one?.holds())).toEqual([true, true])
  })
})
