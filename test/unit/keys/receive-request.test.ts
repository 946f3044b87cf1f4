import { describe, expect, it } from '@jest/globals'
import { NewkeyError } from '../../../src/errors.ts'
import { receiveRequest } from '../../../src/keys/receive-request.ts'
import type { RequestIn } from '../../../src/keys/request.ts'
import { ADA, TEAM } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { world } from './world.ts'

const command = {
  user: ADA,
  team: TEAM,
  name: 'payments-svc',
  reason: '',
  marks: { trigger: 't', delivery: 'd' },
}

describe('given a command', () => {
  it('when its record is durable in time, then it is received', async () => {
    expect((await receiveRequest(world().deps, command)).kind).toBe('received')
  })

  it('when it is there already, then it is a duplicate', async () => {
    const { deps } = world()
    const registry = { ...deps.registry, receive: async () => 'duplicate' as const }
    expect((await receiveRequest({ ...deps, registry }, command)).kind).toBe('duplicate')
  })

  it('when the store fails, then it is not kept', async () => {
    const { deps } = world()
    const receive = () => Promise.reject(new NewkeyError('store_failed', 'the disk is full'))
    expect((await receiveRequest({ ...deps, registry: { ...deps.registry, receive } }, command)).kind).toBe(
      'not_kept',
    )
  })

  it('when 1.5 s pass before the record is durable, then it is not kept, and the late record is closed', async () => {
    let arrive: (request: RequestIn<'received'>) => void = () => undefined
    const { deps, deeds } = world({ pause: async () => undefined })
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
    const { deps, deeds } = world({ monotonic: () => times.shift() ?? 0 })
    const receipt = await receiveRequest(deps, command)
    if (receipt.kind !== 'not_kept') throw new Error('kept')
    await receipt.settled
    expect(deeds).toEqual(['failed', 'told of failed'])
  })
})
