import { describe, expect, it } from '@jest/globals'
import { createStdout } from '../../../src/process/stdout.ts'

const MOST = 100
const line = (number: number): string => `line ${String(number).padStart(4, '0')}\n`
const LINES = MOST / line(0).length

/** A reader who takes `room` bytes and then no more, until he is given more room. */
function reader() {
  const onAudit: number[] = []
  let room = 0
  let fault: string | undefined
  let taken = ''
  let retry: (() => void) | undefined
  let tries = 0
  const stdout = createStdout({
    put: (bytes) => {
      tries += 1
      if (fault !== undefined) throw Object.assign(new Error('no'), { code: fault })
      if (room === 0) throw Object.assign(new Error('full'), { code: 'EAGAIN' })
      const part = bytes.subarray(0, room)
      room -= part.length
      taken += Buffer.from(part).toString('latin1')
      return part.length
    },
    later: (work) => {
      retry = work
    },
    dropped: (times) => {
      onAudit.push(times)
      stdout.write(`dropped ${times}\n`, MOST)
    },
  })
  const write = (from: number, to: number, most = MOST): void => {
    for (let number = from; number < to; number++) stdout.write(line(number), most)
  }
  const read = (more: number): void => {
    room = more
    retry?.()
  }
  const fail = (code: string | undefined): void => {
    fault = code
  }
  return { stdout, write, read, fail, onAudit, taken: () => taken, tries: () => tries }
}
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => line(from + at)).join('')

describe('given a reader of stdout who stops', () => {
  it('when lines come, then each is kept without another try, and he gets them in order when he reads again', () => {
    const { write, read, taken, tries } = reader()
    write(0, 5)
    expect([taken(), tries()]).toEqual(['', 1])
    read(13)
    expect(taken()).toBe(lines(0, 5).slice(0, 13))
    write(5, 7)
    read(1_000)
    expect(taken()).toBe(lines(0, 7))
  })

  it('when more come than may wait, then the rest is dropped, and a line says how many when there is room', () => {
    const { stdout, write, read, taken, onAudit } = reader()
    write(0, LINES + 7)
    expect(stdout.waiting()).toBe(MOST)
    read(10)
    expect(onAudit).toEqual([])
    read(10_000)
    expect(onAudit).toEqual([7])
    expect(taken()).toBe(`${lines(0, LINES)}dropped 7\n`)
    write(100, 101)
    expect(taken()).toContain(line(100))
  })

  it('when he goes on reading slowly, then it is said before everything has gone', () => {
    const { write, read, taken, onAudit } = reader()
    write(0, LINES + 3)
    read(MOST / 2)
    expect(onAudit).toEqual([3])
    read(1_000)
    expect(taken()).toBe(`${lines(0, LINES)}dropped 3\n`)
  })

  it('when a line with more room comes, then it is kept where others are dropped', () => {
    const { write, read, taken } = reader()
    write(0, LINES + 1)
    write(500, 501, 2 * MOST)
    read(1_000)
    expect(taken()).toContain(line(500))
  })
})

describe('given a stdout that fails', () => {
  it('when the disk is full, then what waits is written once it isn’t, without a torn line', () => {
    const { write, read, fail, taken } = reader()
    write(0, 1)
    read(4)
    fail('ENOSPC')
    read(1_000)
    write(1, 3)
    fail(undefined)
    read(1_000)
    expect(taken()).toBe(lines(0, 3))
  })

  it('when nobody will ever read again, then nothing is kept', () => {
    const { stdout, write, fail, tries } = reader()
    fail('EPIPE')
    write(0, 1)
    const before = tries()
    write(1, 50)
    expect([stdout.waiting(), tries() - before]).toEqual([0, 0])
  })
})
