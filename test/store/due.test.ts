import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { RequestIn } from '../../src/domain/request.ts'
import { LEASE_MS } from '../../src/domain/requests.ts'
import { DM, NOW, SID } from '../unit/ids.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const MANY = { issuesPerHour: 100, liveKeys: 100 }
const CARD = { channel: DM, ts: '1.000001' }
const due = async (): Promise<string[]> => (await store.registry.due()).map(({ state }) => state)

async function deliver(): Promise<RequestIn<'delivered'>> {
  const intent = await store.registry.admit(await store.authorize(), MANY)
  if (intent.state !== 'intent') throw new Error('denied')
  const created = await store.registry.advance(
    intent,
    'created',
    { sid: SID, keyCreatedAt: NOW, name: 'payments-svc' },
    BY_ADA,
  )
  return store.registry.advance(created, 'delivered', {}, BY_ADA)
}

describe('given an open request of this process', () => {
  it('while its lease runs, then nobody takes it', async () => {
    await store.authorize()
    store.pass(LEASE_MS)
    expect(await due()).toEqual([])
  })

  it('when its lease has run out, then it is due', async () => {
    await store.authorize()
    store.pass(LEASE_MS + 1)
    expect(await due()).toEqual(['authorized'])
  })

  it('when it was another process’s, then it is due at once: the lock proves that one gone', async () => {
    await store.receive()
    const next = store.registryOf('the process after it')
    expect((await next.due()).map(({ state }) => state)).toEqual(['received'])
  })
})

const untold = async (): Promise<string[]> => (await store.registry.untold()).map(({ state }) => state)
const pend = async (): Promise<RequestIn<'revoke_pending'>> =>
  store.registry.advance(await deliver(), 'revoke_pending', { cause: 'not_received' }, BY_ADA)

describe('given a key that is to go', () => {
  it('when its deletion is put off, then it is due at that time, and the attempt is counted', async () => {
    const pending = await pend()
    await store.registry.postpone(pending, NOW + LEASE_MS + 60_000)
    store.pass(LEASE_MS + 59_999)
    expect(await due()).toEqual([])
    store.pass(1)
    expect(await store.registry.due()).toMatchObject([{ state: 'revoke_pending', attempts: 1 }])
  })

  it('when a request has moved on, then putting off its past does nothing', async () => {
    const pending = await pend()
    const revoked = await store.registry.advance(pending, 'revoked', {}, BY_ADA)
    await store.registry.postpone(pending, NOW + 60_000)
    expect(await store.registry.find(pending.id)).toEqual(revoked)
  })

  it('when nobody works on it any more, then it is due before its lease is over', async () => {
    const pending = await pend()
    expect(await due()).toEqual([])
    store.registry.release(pending.id)
    expect(await due()).toEqual(['revoke_pending'])
  })
})

describe('given an end of which somebody has to be told', () => {
  it('when a requester hasn’t been told, then that is owed until they are', async () => {
    const delivered = await deliver()
    store.pass(LEASE_MS + 1)
    expect(await untold()).toEqual(['delivered'])
    await store.registry.markTold(delivered, CARD)
    expect(await untold()).toEqual([])
  })

  it('when somebody has taken it on, then nobody else does, until its time comes', async () => {
    const delivered = await deliver()
    store.pass(LEASE_MS + 1)
    expect(await store.registry.claimTelling(delivered, NOW + LEASE_MS + 60_000)).toBe(true)
    expect(await store.registry.claimTelling(delivered, NOW + LEASE_MS + 60_000)).toBe(false)
    expect(await untold()).toEqual([])
    store.pass(60_000)
    expect(await store.registry.untold()).toMatchObject([{ state: 'delivered', tellings: 1 }])
  })

  it('when telling was put off, then status names that time as the next one', async () => {
    const delivered = await deliver()
    await store.registry.claimTelling(delivered, NOW + 900_000)
    expect(await store.registry.unfinished()).toMatchObject([{ nextAt: NOW + 900_000 }])
  })

  it('when it is given up, then the audit log says so, and it isn’t owed any more', async () => {
    const delivered = await deliver()
    await store.registry.giveUpTelling(delivered)
    await store.registry.giveUpTelling(delivered)
    store.pass(LEASE_MS + 1)
    expect(await untold()).toEqual([])
    expect(store.onAudit.filter(({ event }) => event === 'untold')).toMatchObject([
      { request: delivered.id, outcome: 'not_told', sid: SID },
    ])
  })

  it('when a key is confirmed, then only a card that couldn’t be posted before is owed', async () => {
    const delivered = await deliver()
    await store.registry.advance(delivered, 'confirmed', {}, BY_ADA)
    store.pass(LEASE_MS + 1)
    const [confirmed] = await store.registry.untold()
    if (confirmed?.state !== 'confirmed') throw new Error('not confirmed')
    await store.registry.markTold(confirmed, CARD)
    expect(await untold()).toEqual([])
  })

  it('when a key is held, then it is owed until its requester knows and somebody is asked', async () => {
    const intent = await store.registry.admit(await store.authorize(), MANY)
    if (intent.state !== 'intent') throw new Error('denied')
    const made = { sid: SID, keyCreatedAt: NOW, name: 'payments-svc', cause: 'on_hold' } as const
    const held = await store.registry.advance(intent, 'held', made, BY_ADA)
    store.pass(LEASE_MS + 1)
    expect(await untold()).toEqual(['held'])
    await store.registry.markTold(held)
    expect(await untold()).toEqual(['held'])
    await store.registry.markAsked(held, CARD)
    expect(await untold()).toEqual([])
  })

  it('when a deletion is still to be done, then the word about it doesn’t wait for that', async () => {
    const pending = await pend()
    await store.registry.postpone(pending, NOW + LEASE_MS + 600_000)
    store.pass(LEASE_MS + 1)
    expect(await untold()).toEqual(['revoke_pending'])
  })
})

describe('given a row that can’t be read', () => {
  it('when what is due is looked up, then the others are, and the log names the bad one', async () => {
    const bad = await store.receive()
    await store.receive()
    await sql`update requests set team = 'not a team' where id = ${bad.id}`.execute(store.db)
    store.pass(LEASE_MS + 1)
    expect(await due()).toEqual(['received'])
    expect(store.logged).toEqual(["A request's row can't be read, so newkey leaves it alone"])
    await expect(store.registry.find(bad.id)).rejects.toMatchObject({ code: 'store_corrupt' })
  })
})
