import { describe, expect, it } from '@jest/globals'
import { createInFlight } from '../../../src/process/in-flight.ts'

describe('given work in flight', () => {
  it('when it is waited for, then so is what begins meanwhile, and what fails', async () => {
    const { track, settled } = createInFlight()
    const done: string[] = []
    const first = Promise.withResolvers<void>()
    const second = Promise.withResolvers<void>()
    const work = async (): Promise<void> => {
      await first.promise
      done.push('first')
      track(second.promise.then(() => void done.push('second'))).catch(() => undefined)
      throw new Error('the first fails at its end')
    }
    track(work()).catch(() => undefined)
    const waiting = settled().then(() => void done.push('settled'))
    first.resolve()
    await new Promise(setImmediate)
    expect(done).toEqual(['first'])
    second.resolve()
    await waiting
    expect(done).toEqual(['first', 'second', 'settled'])
  })

  it('when there is none, then nothing is waited for', async () => {
    await createInFlight().settled()
  })
})
