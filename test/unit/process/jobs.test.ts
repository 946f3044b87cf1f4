import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { startJobs } from '../../../src/process/jobs.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const MINUTE = 60_000
const errors: string[] = []
const quiet = {
  info: () => undefined,
  warn: () => undefined,
  error: (text: string) => void errors.push(text),
}
const deps = { log: quiet, track: <T>(work: Promise<T>) => work }

describe('given a job', () => {
  it('when it is started, then it runs at once and in its period, until it is ended', async () => {
    let runs = 0
    const end = startJobs([{ name: 'count', everyMs: MINUTE, run: async () => void runs++ }], deps)
    expect(runs).toBe(1)
    await jest.advanceTimersByTimeAsync(2 * MINUTE)
    expect(runs).toBe(3)
    end()
    await jest.advanceTimersByTimeAsync(2 * MINUTE)
    expect(runs).toBe(3)
  })

  it('when it takes longer than its period, then it doesn’t run twice at a time', async () => {
    let runs = 0
    const slow = Promise.withResolvers<void>()
    const run = async (): Promise<void> => {
      runs++
      await slow.promise
    }
    const end = startJobs([{ name: 'slow', everyMs: MINUTE, run }], deps)
    await jest.advanceTimersByTimeAsync(5 * MINUTE)
    expect(runs).toBe(1)
    slow.resolve()
    await jest.advanceTimersByTimeAsync(MINUTE)
    expect(runs).toBe(2)
    end()
  })

  it('when it fails, then that is logged, it runs again, and the others run', async () => {
    let others = 0
    const fail = async (): Promise<void> => {
      throw new Error('xoxb-1 in a message')
    }
    const jobs = [
      { name: 'fail', everyMs: MINUTE, run: fail },
      { name: 'other', everyMs: MINUTE, run: async () => void others++ },
    ]
    const end = startJobs(jobs, deps)
    await jest.advanceTimersByTimeAsync(MINUTE)
    expect(others).toBe(2)
    const line = 'The job "fail" failed; newkey will run it again'
    expect(errors).toEqual([line, line])
    end()
  })

  it('when another step follows it, then that begins each time, and the job doesn’t wait for it', async () => {
    let [runs, followed] = [0, 0]
    const slow = Promise.withResolvers<void>()
    const next = {
      name: 'next',
      run: async () => {
        followed++
        await slow.promise
      },
    }
    const end = startJobs([{ name: 'first', everyMs: MINUTE, run: async () => void runs++, next }], deps)
    await jest.advanceTimersByTimeAsync(2 * MINUTE)
    expect([runs, followed]).toEqual([3, 1])
    slow.resolve()
    await jest.advanceTimersByTimeAsync(MINUTE)
    expect([runs, followed]).toEqual([4, 2])
    end()
  })
})
