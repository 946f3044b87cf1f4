import { describe, expect, it } from '@jest/globals'
import type { Ended, State } from '../../../src/domain/request.ts'
import { NewkeyError } from '../../../src/errors.ts'
import { pauseAfter } from '../../../src/keys/revoke-key.ts'
import { MOST_TELLINGS, tellInTurn, tellPeople } from '../../../src/keys/tell-people.ts'
import { tellRequester } from '../../../src/keys/tell-requester.ts'
import { DM } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices, SECRET } from './fake-services.ts'

function withUntold(untold: readonly Ended[], parts: Parameters<typeof fakeServices>[0] = {}) {
  const { deps, deeds } = fakeServices(parts)
  return { deps: { ...deps, registry: { ...deps.registry, untold: async () => untold } }, deeds }
}

describe('given an end that nobody has been told', () => {
  it.each<[Ended['state'] & State, string[]]>([
    ['delivered', ['post delivered', 'told of delivered']],
    ['confirmed', ['post confirmed', 'told of confirmed']],
    ['denied', ['post denied', 'told of denied']],
    ['failed', ['post failed', 'told of failed']],
    ['unknown', ['post unknown', 'told of unknown']],
    ['revoke_pending', ['post revoke_pending', 'told of revoke_pending']],
    ['revoked', ['post revoked', 'told of revoked']],
    ['held', ['post held', 'told of held', 'ask about orphan', 'asked about held']],
  ])('when it is %s, then it is claimed first, and then this is done: %j', async (state, expected) => {
    const { deps, deeds } = withUntold([requestIn(state)])
    await tellPeople(deps)
    expect(deeds).toEqual([`claim ${state} for 15000`, ...expected])
  })

  it('when Slack hangs on ten people, then the eleventh waits, and the tenth’s end lets it through', async () => {
    const slow = Promise.withResolvers<void>()
    const { deps, deeds } = withUntold(Array.from({ length: 11 }, () => requestIn('denied')))
    const post = async () => {
      await slow.promise
      return { channel: DM, ts: '1.000001' }
    }
    const all = tellPeople({ ...deps, notices: { ...deps.notices, post } })
    await new Promise(setImmediate)
    expect(deeds.filter((deed) => deed.startsWith('claim'))).toHaveLength(10)
    slow.resolve()
    await all
    expect(deeds.filter((deed) => deed === 'told of denied')).toHaveLength(11)
  })

  it('when somebody else tells of it at the same moment, then it is theirs', async () => {
    const { deps, deeds } = withUntold([requestIn('denied')])
    await tellPeople({ ...deps, registry: { ...deps.registry, claimTelling: async () => false } })
    expect(deeds).toEqual([])
  })

  it('when it can’t be put off first, then nothing is said: it would be said again every minute', async () => {
    const { deps, deeds } = withUntold([requestIn('denied')])
    const claimTelling = async (): Promise<never> => {
      throw new NewkeyError('store_failed', 'the disk is full')
    }
    await tellPeople({ ...deps, registry: { ...deps.registry, claimTelling } })
    expect(deeds).toEqual([])
  })

  it('when it couldn’t be told for a day, then it is given up with a record', async () => {
    const { deps, deeds } = withUntold([{ ...requestIn('failed'), tellings: MOST_TELLINGS }])
    await tellPeople(deps)
    expect(deeds).toEqual(['claim failed for 900000', 'give up failed'])
  })

  it('when a key waits for a decision and its requester has been told, then somebody is asked for ever', async () => {
    const { deps, deeds } = withUntold([{ ...requestIn('held'), told: true, tellings: 10 * MOST_TELLINGS }])
    await tellPeople(deps)
    expect(deeds).toContain('ask about orphan')
  })
})

describe('given an end that the requester has to hear of', () => {
  const silent = { reply: async () => false, post: async () => undefined, ask: async () => undefined }
  it('when nothing can be told, then it is put off, longer each time, up to 15 minutes', async () => {
    const { deps, deeds } = fakeServices({ notices: silent })
    await tellInTurn(deps, requestIn('failed'))
    await tellInTurn(deps, { ...requestIn('failed'), tellings: 3 })
    expect(deeds).toEqual(['claim failed for 15000', 'claim failed for 120000'])
    expect([0, 1, 5, 6, 1_000].map(pauseAfter)).toEqual([15_000, 30_000, 480_000, 900_000, 900_000])
  })

  it('when the card of a delivered key can’t be posted, then the reply alone is not enough', async () => {
    const { deps, deeds } = fakeServices({ notices: { ...silent, reply: async () => true } })
    await tellRequester(deps, requestIn('delivered'), SECRET)
    expect(deeds).toEqual([])
  })

  it('when nobody can be asked about a held key, then its requester is told once, and asking goes on', async () => {
    const { deps, deeds } = fakeServices()
    const notices = { ...deps.notices, ask: async () => undefined }
    await tellRequester({ ...deps, notices }, requestIn('held'))
    await tellRequester({ ...deps, notices }, { ...requestIn('held'), told: true })
    expect(deeds).toEqual(['post held', 'told of held'])
  })

  it('when its requester can’t be told about a held key, then somebody is asked once', async () => {
    const { deps, deeds } = fakeServices()
    const notices = { ...deps.notices, post: async () => undefined }
    await tellRequester({ ...deps, notices }, requestIn('held'))
    await tellRequester({ ...deps, notices }, { ...requestIn('held'), card: { channel: DM, ts: '2.000001' } })
    expect(deeds.filter((deed) => deed.startsWith('ask about'))).toHaveLength(1)
  })

  it('when a refusal was told where it was typed, then no DM is sent', async () => {
    const { deps, deeds } = fakeServices()
    await tellRequester(deps, requestIn('denied'), SECRET)
    expect(deeds).toEqual(['reply denied', 'told of denied'])
  })
})
