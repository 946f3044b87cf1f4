import { describe, expect, it } from '@jest/globals'
import type { OwedMessage, Subject } from '../../../src/domain/messages.ts'
import { pauseAfter } from '../../../src/domain/pauses.ts'
import type { Purpose } from '../../../src/domain/purpose.ts'
import { NewkeyError } from '../../../src/errors.ts'
import { tellAbout } from '../../../src/keys/tell-about.ts'
import { MOST_TELLINGS, tellInTurn, tellPeople } from '../../../src/keys/tell-people.ts'
import { DM } from '../ids.ts'
import { keyIn, requestIn } from '../requests.ts'
import { fakeServices, owing, type Parts, REPLY_TO } from './fake-services.ts'

/** What is done where these messages are due. */
async function told(due: readonly OwedMessage[], { messages, ...parts }: Parts = {}): Promise<string[]> {
  const { services, deeds } = fakeServices({ ...parts, messages: { due: async () => due, ...messages } })
  await tellPeople(services)
  return deeds
}
const silent = { reply: async () => false, send: async () => undefined }
const ending = (subject: Subject, attempts = 0): OwedMessage => owing(subject, 'ending', attempts)

describe('given a message that somebody is owed', () => {
  it.each<{ readonly purpose: Purpose; readonly subject: Subject }>([
    { purpose: 'card', subject: keyIn('delivered') },
    { purpose: 'card', subject: keyIn('active') },
    { purpose: 'ending', subject: requestIn('denied') },
    { purpose: 'ending', subject: requestIn('failed') },
    { purpose: 'ending', subject: requestIn('unknown') },
    { purpose: 'ending', subject: keyIn('revoking') },
    { purpose: 'ending', subject: keyIn('revoked') },
    { purpose: 'ending', subject: keyIn('held') },
    { purpose: 'review', subject: keyIn('held') },
  ])(
    'when it is the $purpose of $subject.state, then it is taken on first, then sent, then noted',
    async ({ purpose, subject }) => {
      const { state } = subject
      expect(await told([owing(subject, purpose)])).toEqual([
        `take ${purpose} for 15000`,
        `send ${purpose} of ${state}`,
        `sent ${purpose} of ${state}`,
      ])
    },
  )

  it('when Slack hangs on ten people, then the eleventh waits, and the tenth’s end lets it through', async () => {
    const slow = Promise.withResolvers<void>()
    const due = Array.from({ length: 11 }, () => ending(requestIn('denied')))
    const { services, deeds } = fakeServices({
      messages: { due: async () => due },
      notices: {
        send: async () => {
          await slow.promise
          return { channel: DM, ts: '1.000001' }
        },
      },
    })
    const all = tellPeople(services)
    await new Promise(setImmediate)
    expect(deeds.filter((deed) => deed.startsWith('take'))).toHaveLength(10)
    slow.resolve()
    await all
    expect(deeds.filter((deed) => deed === 'sent ending of denied')).toHaveLength(11)
  })

  it('when somebody else sends it at the same moment, then it is theirs', async () => {
    expect(await told([ending(requestIn('denied'))], { messages: { take: async () => false } })).toEqual([])
  })

  it('when it can’t be put off first, then nothing is said: it would be said again every minute', async () => {
    const take = async (): Promise<never> => {
      throw new NewkeyError('store_failed', 'the disk is full')
    }
    expect(await told([ending(requestIn('denied'))], { messages: { take } })).toEqual([])
  })

  it('when one can’t be sent, then the others are', async () => {
    const due = [ending(requestIn('denied')), ending(requestIn('failed'))]
    const deeds = await told(due, {
      messages: {
        sent: async ({ state }) => {
          if (state === 'denied') throw new NewkeyError('store_failed', 'the disk is full')
        },
      },
    })
    expect(deeds).toContain('send ending of failed')
  })

  it.each<[Purpose, Subject]>([
    ['ending', requestIn('failed')],
    ['card', keyIn('delivered')],
  ])(
    'when the %s couldn’t be sent for a day, then it is given up with a record',
    async (purpose, subject) => {
      expect(await told([owing(subject, purpose, MOST_TELLINGS)])).toEqual([
        `take ${purpose} for 900000`,
        `give up ${purpose}`,
      ])
      expect(await told([owing(subject, purpose, MOST_TELLINGS - 1)])).not.toContain(`give up ${purpose}`)
    },
  )

  it('when nobody could be asked about a key for a day, then somebody is asked for ever', async () => {
    expect(await told([owing(keyIn('held'), 'review', 10 * MOST_TELLINGS)])).toEqual([
      'take review for 900000',
      'send review of held',
      'sent review of held',
    ])
  })

  it('when Slack doesn’t take it, then it is put off, longer each time, up to 15 minutes', async () => {
    const { services, deeds } = fakeServices({ notices: silent })
    await tellInTurn(services, ending(requestIn('failed')))
    await tellInTurn(services, ending(requestIn('failed'), 3))
    expect(deeds).toEqual(['take ending for 15000', 'take ending for 120000'])
    expect([0, 1, 5, 6, 1_000].map(pauseAfter)).toEqual([15_000, 30_000, 480_000, 900_000, 900_000])
  })
})

describe('given somebody who has just asked', () => {
  it('when a refusal is told where it was typed, then no DM is sent', async () => {
    const { services, deeds } = fakeServices()
    await tellAbout(services, requestIn('denied'), REPLY_TO)
    expect(deeds).toEqual(['reply denied', 'sent ending of denied'])
  })

  it('when nothing can be said where it was typed, then it is told in the DM', async () => {
    const { services, deeds } = fakeServices({ notices: { reply: async () => false } })
    await tellAbout(services, requestIn('denied'), REPLY_TO)
    expect(deeds).toEqual(['take ending for 15000', 'send ending of denied', 'sent ending of denied'])
  })

  it('when their key is ready, then that is said where it was typed, and the card is posted', async () => {
    const { services, deeds } = fakeServices()
    await tellAbout(services, keyIn('delivered'), REPLY_TO)
    expect(deeds).toEqual([
      'reply delivered',
      'take card for 15000',
      'send card of delivered',
      'sent card of delivered',
    ])
  })

  it('when the card of a delivered key can’t be posted, then the reply alone is not enough', async () => {
    const { services, deeds } = fakeServices({ notices: { ...silent, reply: async () => true } })
    await tellAbout(services, keyIn('delivered'), REPLY_TO)
    expect(deeds).toEqual(['take card for 15000'])
  })

  it('when their key is held, then they are told, and somebody else is asked', async () => {
    const { services, deeds } = fakeServices()
    await tellAbout(services, keyIn('held'), REPLY_TO)
    expect(deeds.sort()).toEqual([
      'reply held',
      'send review of held',
      'sent ending of held',
      'sent review of held',
      'take review for 15000',
    ])
  })

  it.each<[Purpose, Purpose]>([
    ['review', 'ending'],
    ['ending', 'review'],
  ])(
    'when the %s can’t be sent, then the %s is sent once, and the other tried again',
    async (fails, once) => {
      let tries = 0
      const { services, deeds } = fakeServices({
        notices: {
          send: async ({ purpose }) => {
            if (purpose === fails) tries += 1
            return purpose === fails ? undefined : { channel: DM, ts: '1.000001' }
          },
        },
      })
      for (let time = 0; time < 3; time++) await tellAbout(services, keyIn('held'))
      expect(tries).toBe(3)
      expect(deeds.filter((deed) => deed.startsWith('sent'))).toEqual([`sent ${once} of held`])
    },
  )

  it('when it was told before, then nothing is repeated', async () => {
    const { services, deeds } = fakeServices()
    for (let time = 0; time < 3; time++) await tellAbout(services, requestIn('failed'), REPLY_TO)
    expect(deeds).toEqual(['reply failed', 'sent ending of failed'])
  })

  it('when two tell it at once, then only the one that has taken it on sends it', async () => {
    const taken = new Set<string>()
    const { services, deeds } = fakeServices({
      messages: {
        take: async ({ purpose }) => {
          const isFree = !taken.has(purpose)
          taken.add(purpose)
          return isFree
        },
      },
    })
    await Promise.all([tellAbout(services, keyIn('held')), tellAbout(services, keyIn('held'))])
    expect(deeds.sort()).toEqual([
      'send ending of held',
      'send review of held',
      'sent ending of held',
      'sent review of held',
    ])
  })

  it('when it can’t be taken on, then somebody else sends it, and nothing is said or noted', async () => {
    const { services, deeds } = fakeServices({ messages: { take: async () => false } })
    await tellAbout(services, keyIn('held'))
    expect(deeds).toEqual([])
  })

  it('when it has been tried before, then it is taken on for as long as the next pause', async () => {
    const { services, deeds } = fakeServices({
      messages: { owed: async (subject) => [owing(subject, 'ending', 3)] },
    })
    await tellAbout(services, requestIn('failed'))
    expect(deeds[0]).toBe('take ending for 120000')
  })

  it('when one can’t be recorded, then the others are sent first, and then the caller learns it', async () => {
    const slow = Promise.withResolvers<void>()
    const { services, deeds, did } = fakeServices({
      messages: {
        take: async ({ purpose }) => {
          if (purpose === 'ending') throw new NewkeyError('store_failed', 'the disk is full')
          return true
        },
      },
      notices: {
        send: async ({ purpose }) => {
          await slow.promise
          did(`send ${purpose} at last`)
          return { channel: DM, ts: '1.000001' }
        },
      },
    })
    const telling = tellAbout(services, keyIn('held')).finally(() => did('told'))
    setImmediate(slow.resolve)
    await expect(telling).rejects.toMatchObject({ code: 'store_failed' })
    expect(deeds).toEqual(['send review at last', 'sent review of held', 'told'])
  })
})
