import { describe, expect, it } from '@jest/globals'
import { fulfilRequest } from '../../../src/keys/fulfil-request.ts'
import { keyIn, requestIn } from '../requests.ts'
import { CREATED, fakeServices, type Parts, SILENCE, storeFailed } from './fake-services.ts'

/** Takes a request to its end. `ends` is how it counts against its requester, and what is let go of. */
async function fulfilled({ requests, keys, ...parts }: Parts = {}, acked = true) {
  const ends: unknown[] = []
  const release = (id: string): void => void ends.push(id)
  const { services, deeds } = fakeServices({
    ...parts,
    requests: { release, ...requests },
    keys: { release, ...keys },
    refusals: { end: (_, cause) => void ends.push(cause) },
  })
  const fault = await fulfilRequest(services, requestIn('received'), {
    acked,
    isSentence: false,
    announcement: SILENCE,
  }).catch((error: unknown) => error)
  return { deeds, ends, fault }
}
const { id } = requestIn('received')
const { sid } = keyIn('delivered')

describe('given a request that was received', () => {
  it('when a key is delivered, then its owner is told, and both rows are let go of', async () => {
    const { deeds, ends } = await fulfilled()
    expect(deeds.slice(-5)).toEqual([
      'delivered',
      'reply delivered',
      'take card for 15000',
      'send card of delivered',
      'sent card of delivered',
    ])
    expect(ends).toEqual([undefined, id, sid])
  })

  it('when Slack didn’t get the ack, then nothing is asked of anybody', async () => {
    const { deeds, ends } = await fulfilled({}, false)
    expect(deeds).toEqual(['failed ack_lost', 'reply failed', 'sent ending of failed'])
    expect(ends).toEqual([undefined, id])
  })

  it('when it is denied, then that counts against the requester', async () => {
    const { ends } = await fulfilled({
      directory: { membership: async () => ({ groups: [], holds: () => true }) },
    })
    expect(ends).toEqual(['not_in_group', id])
  })

  it('when a reviewer has kept its key meanwhile, then that is said where they typed', async () => {
    const claim = async () => ({ kind: 'found', key: keyIn('active') }) as const
    expect((await fulfilled({ keys: { claim } })).deeds).toEqual(['intent', 'POST', 'reply active'])
  })

  it('when the outcome is unknown, then it is told first, and then searched for at once', async () => {
    const { deeds } = await fulfilled({
      twilio: {
        create: async () => ({ kind: 'unknown', cause: 'twilio_silent', diagnosis: {} }),
        list: async () => ({ kind: 'listed', keys: [CREATED.key], ahead: 0 }),
      },
      requests: { takeSearches: async () => [requestIn('unknown')] },
      keys: { recordFound: async () => keyIn('held') },
    })
    expect(deeds.slice(0, 4)).toEqual([
      'intent',
      'unknown twilio_silent',
      'reply unknown',
      'sent ending of unknown',
    ])
    expect(deeds.slice(4)).toEqual([
      'take ending for 15000',
      'send ending of held',
      'sent ending of held',
      'take review for 15000',
      'send review of held',
      'sent review of held',
    ])
  })

  it('when its end can’t be recorded, then the rows are let go of, and the caller learns it', async () => {
    const { ends, fault } = await fulfilled({ fails: storeFailed('intent') })
    expect(fault).toMatchObject({ code: 'store_failed' })
    expect(ends).toEqual([undefined, id])
  })
})
