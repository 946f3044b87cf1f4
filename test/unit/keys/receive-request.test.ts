import { describe, expect, it } from '@jest/globals'
import type { Membership } from '../../../src/domain/policy.ts'
import type { RequestIn } from '../../../src/domain/request.ts'
import { NewkeyError } from '../../../src/errors.ts'
import { receiveRequest } from '../../../src/keys/receive-request.ts'
import type { Begun } from '../../../src/keys/refusals.ts'
import { ADA, GROUP, TEAM } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices } from './fake-services.ts'

const command = {
  user: ADA,
  team: TEAM,
  name: 'payments-svc',
  reason: '',
  fingerprints: { trigger: 't', delivery: 'd' },
}

describe('given a command', () => {
  it('when its record is durable in time, then it is received', async () => {
    expect((await receiveRequest(fakeServices().deps, command)).kind).toBe('received')
  })

  it('when it is there already, then it is a duplicate', async () => {
    const { deps } = fakeServices()
    const registry = { ...deps.registry, receive: async () => 'duplicate' as const }
    expect((await receiveRequest({ ...deps, registry }, command)).kind).toBe('duplicate')
  })

  it('when the store fails, then it is not kept', async () => {
    const { deps } = fakeServices()
    const receive = () => Promise.reject(new NewkeyError('store_failed', 'the disk is full'))
    expect((await receiveRequest({ ...deps, registry: { ...deps.registry, receive } }, command)).kind).toBe(
      'not_kept',
    )
  })

  it('when 1.5 s pass before the record is durable, then it is not kept, and the late record is closed', async () => {
    let arrive: (request: RequestIn<'received'>) => void = () => undefined
    const { deps, deeds } = fakeServices({ pause: async () => undefined })
    const receive = () =>
      new Promise<RequestIn<'received'>>((resolve) => {
        arrive = resolve
      })
    const receipt = await receiveRequest({ ...deps, registry: { ...deps.registry, receive } }, command)
    if (receipt.kind !== 'not_kept') throw new Error('kept')
    arrive(requestIn('received'))
    await receipt.settled
    expect(deeds).toEqual(['failed', 'told of failed'])
  })

  it('when the store blocked the whole process for so long, then the clock tells, though no timer could', async () => {
    const times = [0, 1_501]
    const { deps, deeds } = fakeServices({ monotonic: () => times.shift() ?? 0 })
    const receipt = await receiveRequest(deps, command)
    if (receipt.kind !== 'not_kept') throw new Error('kept')
    await receipt.settled
    expect(deeds).toEqual(['failed', 'told of failed'])
  })
})

describe('given somebody who has been refused often', () => {
  /** What becomes of a command, and what was kept. */
  async function received(
    standing: Begun,
    parts: { readonly name?: string; readonly membership?: Membership | undefined } = {},
  ) {
    const { deps } = fakeServices()
    const seen: string[] = []
    const refusals = {
      ...deps.refusals,
      begin: () => {
        seen.push('begin')
        return standing
      },
      end: () => void seen.push('end'),
      turnAway: () => void seen.push('turned away'),
    }
    const receive = async () => {
      seen.push('kept')
      return requestIn('received')
    }
    const membership = async () => ('membership' in parts ? parts.membership : { kind: 'outsider' as const })
    const { kind } = await receiveRequest(
      {
        ...deps,
        refusals,
        registry: { ...deps.registry, receive },
        groupMembers: { ...deps.groupMembers, membership },
      },
      { ...command, name: parts.name ?? command.name },
    )
    return { kind, seen }
  }
  const kept = { kind: 'received', seen: ['begin', 'kept'] }
  const away = { kind: 'turned_away', seen: ['begin', 'end', 'turned away'] }
  const unseen = { kind: 'turned_away', seen: ['begin', 'turned away'] }

  it.each(['closed', 'flooding'] as const)('when they are %s, then nothing is kept', async (standing) => {
    expect(await received(standing)).toEqual(unseen)
    expect(await received(standing, { membership: { kind: 'member', group: GROUP } })).toEqual(unseen)
  })

  it('when many of theirs are undecided, then only what is sure to be refused is turned away', async () => {
    expect(await received('crowded')).toEqual(away)
    expect(await received('crowded', { membership: { kind: 'member', group: GROUP } })).toEqual(kept)
    expect(await received('crowded', { name: '', membership: { kind: 'member', group: GROUP } })).toEqual(
      away,
    )
    expect(await received('crowded', { membership: undefined })).toEqual(kept)
  })

  it('when it wasn’t too often, then an outsider’s command is kept like any other', async () => {
    expect(await received('open')).toEqual(kept)
  })
})
