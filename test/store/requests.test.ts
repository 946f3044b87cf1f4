import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { LEASE_MS } from '../../src/domain/requests.ts'
import { DM, GROUP, NOW, requestId, SID } from '../unit/ids.ts'
import { ask, BY_ADA, fingerprints, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const events = (): string[] => store.onAudit.map(({ event, outcome }) => `${event} ${outcome}`)

describe('given a command', () => {
  it('when it is received, then the whole ask is kept, with a lease of 30 s', async () => {
    const request = await store.receive()
    expect(request).toEqual({
      ...ask(1),
      state: 'received',
      version: 1,
      leaseUntil: NOW + LEASE_MS,
      changedAt: NOW,
      attempts: 0,
      tellings: 0,
      absentSince: undefined,
      origin: undefined,
      card: undefined,
      told: false,
    })
    expect(await store.registry.find(request.id)).toEqual(request)
  })

  it.each([
    { what: 'the same trigger', mark: { ...fingerprints(2), trigger: 'trigger 1' } },
    { what: 'the same delivery', mark: { ...fingerprints(2), delivery: 'delivery 1' } },
  ])('when another comes with $what, then it is a duplicate and nothing is written', async ({ mark }) => {
    await store.receive()
    expect(await store.registry.receive(ask(2), mark)).toBe('duplicate')
    expect(await store.registry.find(requestId(2))).toBeUndefined()
    expect(events()).toEqual(['received ok'])
  })

  it('when many come at once, then everything else has a turn between two of them', async () => {
    let turns = 0
    let done = false
    const count = (): void => {
      turns += 1
      if (!done) setImmediate(count)
    }
    setImmediate(count)
    await Promise.all(Array.from({ length: 20 }, () => store.receive()))
    done = true
    expect(turns).toBeGreaterThanOrEqual(20)
  })

  it('when it comes 50 times at once, then one request is kept', async () => {
    const all = Array.from({ length: 50 }, (_, index) =>
      store.registry.receive(ask(index + 1), fingerprints(1)),
    )
    const kept = (await Promise.all(all)).filter((answer) => answer !== 'duplicate')
    expect(kept).toHaveLength(1)
    expect(events()).toEqual(['received ok'])
  })
})

describe('given a request', () => {
  it('when it moves on, then row and audit record say so, and the lease is renewed', async () => {
    const received = await store.receive()
    store.pass(10_000)
    const moved = await store.registry.advance(received, 'authorized', { group: GROUP, dm: DM }, BY_ADA)
    expect(moved).toMatchObject({ state: 'authorized', version: 2, group: GROUP, dm: DM })
    expect(moved).toMatchObject({ leaseUntil: NOW + 10_000 + LEASE_MS, changedAt: NOW + 10_000 })
    expect(await store.registry.find(received.id)).toEqual(moved)
    expect(events()).toEqual(['received ok', 'authorized ok'])
  })

  it('when it is moved from a state it has left, then that is overtaken, and nothing is written', async () => {
    const received = await store.receive()
    await store.registry.advance(received, 'failed', { cause: 'interrupted' }, BY_ADA)
    const late = store.registry.advance(received, 'authorized', { group: GROUP, dm: DM }, BY_ADA)
    await expect(late).rejects.toMatchObject({ code: 'overtaken' })
    expect(await store.registry.find(received.id)).toMatchObject({ state: 'failed', version: 2 })
    expect(events()).toEqual(['received ok', 'failed interrupted'])
  })

  it('when two move it at the same time, then one does', async () => {
    const received = await store.receive()
    const other = store.registryOf('another process')
    const moves = await Promise.allSettled([
      store.registry.advance(received, 'failed', { cause: 'interrupted' }, BY_ADA),
      other.advance(received, 'denied', { cause: 'guest', retryAt: undefined }, BY_ADA),
    ])
    expect(moves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(store.onAudit).toHaveLength(2)
  })

  it('when a transition isn’t one of its life, then nothing is written', async () => {
    const received = await store.receive()
    const authorized = await store.registry.advance(received, 'authorized', { group: GROUP, dm: DM }, BY_ADA)
    // The compiler refuses this too; the cast stands for a caller that got around it.
    const anyhow = store.registry.advance as (...args: unknown[]) => Promise<unknown>
    await expect(anyhow(authorized, 'delivered', {}, BY_ADA)).rejects.toMatchObject({ code: 'store_failed' })
    expect(await store.registry.find(received.id)).toEqual(authorized)
    expect(store.onAudit).toHaveLength(2)
  })

  it('when it has a key, then the key is on its row, and no other request can have it', async () => {
    const limits = { issuesPerHour: 9, liveKeys: 9 }
    const created = async () => {
      const intent = await store.registry.admit(await store.authorize(), limits)
      if (intent.state !== 'intent') throw new Error('denied')
      return store.registry.advance(
        intent,
        'created',
        { sid: SID, keyCreatedAt: NOW, name: 'payments-svc' },
        BY_ADA,
      )
    }
    expect(await created()).toMatchObject({ state: 'created', sid: SID, keyCreatedAt: NOW })
    await expect(created()).rejects.toMatchObject({ code: 'store_failed' })
  })
})

describe('given a request that has ended', () => {
  it('when its requester is told, then that and the card are kept', async () => {
    const denied = await store.registry.advance(
      await store.receive(),
      'denied',
      { cause: 'hourly_limit', retryAt: NOW + 60_000 },
      BY_ADA,
    )
    expect(denied).toMatchObject({ told: false, retryAt: NOW + 60_000 })
    await store.registry.markTold(denied, { channel: DM, ts: '1.000001' })
    expect(await store.registry.find(denied.id)).toEqual({
      ...denied,
      told: true,
      card: { channel: DM, ts: '1.000001' },
    })
  })

  it('when it has moved on meanwhile, then its card is kept, and the new state is still to be told', async () => {
    const limits = { issuesPerHour: 9, liveKeys: 9 }
    const intent = await store.registry.admit(await store.authorize(), limits)
    if (intent.state !== 'intent') throw new Error('denied')
    const made = { sid: SID, keyCreatedAt: NOW, name: 'payments-svc' }
    const created = await store.registry.advance(intent, 'created', made, BY_ADA)
    const delivered = await store.registry.advance(created, 'delivered', {}, BY_ADA)
    await store.registry.advance(delivered, 'revoke_pending', { cause: 'not_received' }, BY_ADA)
    await store.registry.markTold(delivered, { channel: DM, ts: '1.000001' })
    expect(await store.registry.find(delivered.id)).toMatchObject({
      state: 'revoke_pending',
      told: false,
      card: { channel: DM, ts: '1.000001' },
    })
  })
})
