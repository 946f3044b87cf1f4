import { describe, expect, it } from '@jest/globals'
import { NewkeyError } from '../../../src/errors.ts'
import { OTHER_SID } from '../ids.ts'
import { CREATED } from './fake-services.ts'
import { issued } from './issued.ts'

describe('given a yes of Twilio’s that is odd', () => {
  const { createdAt: now } = CREATED.key
  const rival = { ...CREATED.key, sid: OTHER_SID }

  it.each([
    { what: 'an hour old', createdAt: now - 3_600_000 },
    { what: 'two minutes old', createdAt: now - 120_000 },
    { what: 'from the future', createdAt: now + 120_000 },
    { what: 'of no time at all', createdAt: undefined },
  ])(
    'when the key that it names is $what, then nothing is deleted or shown, and the outcome is unknown',
    async ({ createdAt }) => {
      const create = async () => ({ ...CREATED, key: { ...CREATED.key, createdAt } })
      expect(await issued({ twilio: { create } })).toMatchObject({
        state: 'unknown',
        deeds: ['intent', 'unknown twilio_other_key'],
      })
    },
  )

  it('when another record has the key, then nothing is deleted or shown', async () => {
    const { deeds } = await issued({ keys: { isTaken: async () => true } })
    expect(deeds).toEqual(['intent', 'POST', 'unknown twilio_other_key'])
  })

  it('when the records can’t be searched for the key, then it is nobody’s to delete or show', async () => {
    const isTaken = async (): Promise<never> => {
      throw new NewkeyError('store_failed', 'the disk is gone')
    }
    const { deeds } = await issued({ keys: { isTaken } })
    expect(deeds).toEqual(['intent', 'POST', 'unknown twilio_other_key'])
  })

  it.each([
    ['has none of the name that was asked for', [], 'delivered'],
    ['has one of that name too', [rival], 'unknown'],
    ['lists the same key by that name', [CREATED.key], 'delivered'],
  ])('when it spells the name differently and %s, then the request ends so', async (_, keys, state) => {
    const create = async () => ({ ...CREATED, key: { ...CREATED.key, name: 'Payments Svc' } })
    const list = async () => ({ kind: 'listed', keys, ahead: 0 }) as const
    expect((await issued({ twilio: { create, list } })).state).toBe(state)
  })

  it('when it spells the name differently and doesn’t list its keys, then the outcome is unknown', async () => {
    const create = async () => ({ ...CREATED, key: { ...CREATED.key, name: 'Payments Svc' } })
    const list = async () => ({ kind: 'failed', diagnosis: {} }) as const
    expect((await issued({ twilio: { create, list } })).deeds).toEqual(['intent', 'unknown twilio_other_key'])
  })
})
