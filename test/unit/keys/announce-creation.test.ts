import { describe, expect, it } from '@jest/globals'
import { announceCreation } from '../../../src/keys/announce-creation.ts'
import { requestIn } from '../requests.ts'
import { fakeServices, REPLY_TO } from './fake-services.ts'

/** A command whose second is over when the test says so. */
function announcing(isPosted = true) {
  const waits: number[] = []
  const over = Promise.withResolvers<void>()
  const posted = Promise.withResolvers<boolean>()
  let now = 0
  const { services, deeds, did } = fakeServices({
    clock: {
      monotonic: () => now,
      pause: (ms) => {
        waits.push(ms)
        return over.promise
      },
    },
    notices: {
      announce: ({ name }) => {
        did(`announce ${name}`)
        return posted.promise
      },
    },
  })
  const post = (): void => posted.resolve(isPosted)
  const secondOver = async (): Promise<void> => {
    over.resolve()
    await new Promise(setImmediate)
  }
  const later = (ms: number): void => {
    now += ms
  }
  return { announcement: announceCreation(services, REPLY_TO), deeds, waits, post, secondOver, later }
}
const intent = requestIn('intent')

describe('given a key that is being created', () => {
  it('when a second after the command it isn’t there yet, then that is said, and the answer takes its place', async () => {
    const { announcement, deeds, waits, post, secondOver, later } = announcing()
    later(300)
    announcement.begin(intent)
    expect(waits).toEqual([700])
    await secondOver()
    expect(deeds).toEqual(['announce payments-svc'])
    post()
    expect(await announcement.end()).toEqual({ ...REPLY_TO, replaces: true })
  })

  it('when it is there within the second, then nothing is said', async () => {
    const { announcement, deeds, secondOver } = announcing()
    announcement.begin(intent)
    expect(await announcement.end()).toEqual(REPLY_TO)
    await secondOver()
    expect(deeds).toEqual([])
  })

  it('when the checks alone took longer, then it is said as soon as the key is being created', () => {
    const { announcement, waits, later } = announcing()
    later(2_500)
    announcement.begin(intent)
    expect(waits).toEqual([0])
  })

  it('when the answer comes while that is on its way, then the answer waits for it and takes its place', async () => {
    const { announcement, post, secondOver } = announcing()
    announcement.begin(intent)
    await secondOver()
    const ended = announcement.end()
    post()
    expect(await ended).toMatchObject({ replaces: true })
  })

  it('when Slack didn’t take it, then the answer is a message of its own', async () => {
    const { announcement, post, secondOver } = announcing(false)
    announcement.begin(intent)
    await secondOver()
    post()
    expect(await announcement.end()).toEqual(REPLY_TO)
  })

  it('when nothing is known of where to answer, then nothing is said', async () => {
    const { services, deeds } = fakeServices({ clock: { pause: async () => undefined } })
    const announcement = announceCreation(services, undefined)
    announcement.begin(intent)
    await new Promise(setImmediate)
    expect(await announcement.end()).toBeUndefined()
    expect(deeds).toEqual([])
  })
})
