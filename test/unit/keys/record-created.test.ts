import { describe, expect, it } from '@jest/globals'
import { NewkeyError } from '../../../src/errors.ts'
import { keyIn, requestIn } from '../requests.ts'
import { failsTimes, storeFailed, waitingClock } from './fake-services.ts'
import { broken, issued } from './issued.ts'

describe('given a key that can’t be recorded', () => {
  it('when the store comes back at once, then it is deleted first, and recorded with its deletion', async () => {
    expect(await issued({ fails: failsTimes(1, 'created') })).toMatchObject({
      state: 'revoked',
      deeds: [
        'intent',
        'POST',
        'created fails: store_failed',
        'DELETE',
        'created',
        'revoking record_failed',
        'revoked',
      ],
    })
  })

  it('when the store comes back before the lease ends, then the key and its deletion are recorded', async () => {
    const { state, deeds } = await issued({
      fails: failsTimes(5, 'created', 'revoking'),
      clock: { pause: async () => undefined },
    })
    expect(state).toBe('revoked')
    expect(deeds.filter((deed) => deed === 'DELETE')).toHaveLength(1)
    expect(deeds.slice(-3)).toEqual(['created', 'revoking record_failed', 'revoked'])
  })

  it('when nothing can be recorded any more, then it is deleted all the same', async () => {
    const clock = waitingClock()
    const { fault, deeds } = await broken({ fails: storeFailed('created'), clock })
    expect(fault).toBe('store_failed')
    expect(deeds.slice(0, 4)).toEqual(['intent', 'POST', 'created fails: store_failed', 'DELETE'])
    expect([...new Set(deeds.slice(4))]).toEqual(['created fails: store_failed'])
    expect(clock.monotonic()).toBeGreaterThan(29_000)
  })

  it('when Twilio doesn’t delete it either, then it is recorded as one that is to go', async () => {
    const twilio = { delete: async () => ({ kind: 'remains', cause: 'unreachable', diagnosis: {} }) as const }
    const { state, deeds } = await issued({ fails: failsTimes(1, 'created'), twilio })
    expect(state).toBe('revoking')
    expect(deeds.slice(-3)).toEqual(['created', 'revoking record_failed', 'put off by 15000'])
  })

  it('when recording it fails in a way that nobody foresaw, then it is deleted before anything else', async () => {
    const claim = async (): Promise<never> => {
      throw new TypeError('nobody foresaw this')
    }
    expect(await broken({ keys: { claim } })).toEqual({
      fault: 'TypeError',
      deeds: ['intent', 'POST', 'DELETE'],
    })
  })

  it('when its request can’t have it any more, then it is deleted, and that is the fault', async () => {
    const claim = async (): Promise<never> => {
      throw new NewkeyError('overtaken', 'somebody else was faster')
    }
    expect(await broken({ keys: { claim } })).toEqual({
      fault: 'overtaken',
      deeds: ['intent', 'POST', 'DELETE'],
    })
  })

  it('when another request records the same key at the same moment, then it isn’t deleted', async () => {
    const answers = [false, true]
    const { deeds } = await issued({
      fails: storeFailed('created'),
      keys: { isTaken: async () => answers.shift() ?? true },
    })
    expect(deeds).toEqual(['intent', 'POST', 'created fails: store_failed', 'unknown twilio_other_key'])
  })

  it('when recovery judged its request meanwhile, then it is deleted once, as overtaken', async () => {
    const claims = [
      () => Promise.reject(new NewkeyError('store_failed', 'the disk is full')),
      async () => ({ kind: 'created', key: keyIn('created'), isLate: true }) as const,
    ]
    const claim = () => claims.shift()?.() ?? Promise.reject(new Error('claimed too often'))
    expect((await issued({ keys: { claim } })).deeds).toEqual([
      'intent',
      'POST',
      'DELETE',
      'revoking overtaken',
      'revoked',
    ])
  })
})

describe('given a key that is recorded late', () => {
  it('when recovery has judged its request, then the answer proves it ours, and it is deleted unseen', async () => {
    const claim = async () => ({ kind: 'created', key: keyIn('created'), isLate: true }) as const
    expect(await issued({ keys: { claim } })).toMatchObject({
      state: 'revoked',
      deeds: ['intent', 'POST', 'revoking overtaken', 'DELETE', 'revoked'],
    })
  })

  it.each(['active', 'revoking', 'revoked'] as const)(
    'when a search found it and it is %s by now, then that holds, and nothing is deleted',
    async (state) => {
      const claim = async () => ({ kind: 'found', key: keyIn(state) }) as const
      expect(await issued({ keys: { claim } })).toMatchObject({ state, deeds: ['intent', 'POST'] })
    },
  )

  it('when a search found it and somebody is asked about it, then it is deleted: it is proved ours', async () => {
    const claim = async () => ({ kind: 'found', key: keyIn('held') }) as const
    expect(await issued({ keys: { claim } })).toMatchObject({
      state: 'revoked',
      deeds: ['intent', 'POST', 'revoking overtaken', 'DELETE', 'revoked'],
    })
  })

  it('when another request has it by now, then nothing is deleted or shown', async () => {
    const claim = async () => ({ kind: 'taken', request: requestIn('unknown') }) as const
    expect(await issued({ keys: { claim } })).toMatchObject({ state: 'unknown', deeds: ['intent', 'POST'] })
  })
})
