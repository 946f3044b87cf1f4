import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { LEASE_MS } from '../../src/keys/registry.ts'
import type { RequestIn } from '../../src/keys/request.ts'
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
  const created = await store.registry.advance(intent, 'created', { sid: SID, keyCreatedAt: NOW }, BY_ADA)
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

describe('given what is still owed', () => {
  it('when a deletion is put off, then it is due at that time, and the attempt is counted', async () => {
    const pending = await store.registry.advance(
      await deliver(),
      'revoke_pending',
      { why: 'not_received' },
      BY_ADA,
    )
    await store.registry.markTold(pending)
    await store.registry.postpone(pending, NOW + LEASE_MS + 60_000)
    store.pass(LEASE_MS + 59_999)
    expect(await due()).toEqual([])
    store.pass(1)
    expect(await store.registry.due()).toMatchObject([{ state: 'revoke_pending', attempts: 1, told: true }])
  })

  it('when a request has moved on, then putting off its past does nothing', async () => {
    const delivered = await deliver()
    const confirmed = await store.registry.advance(delivered, 'confirmed', {}, BY_ADA)
    await store.registry.postpone(delivered, NOW + 60_000)
    expect(await store.registry.find(delivered.id)).toEqual(confirmed)
  })

  it('when a requester hasn’t been told, then that is due until they are', async () => {
    const delivered = await deliver()
    store.pass(LEASE_MS + 1)
    expect(await due()).toEqual(['delivered'])
    await store.registry.markTold(delivered, CARD)
    expect(await due()).toEqual([])
  })

  it('when a key is confirmed, then only a card that couldn’t be posted before is due', async () => {
    const delivered = await deliver()
    await store.registry.advance(delivered, 'confirmed', {}, BY_ADA)
    store.pass(LEASE_MS + 1)
    expect(await due()).toEqual(['confirmed'])
    const [confirmed] = await store.registry.due()
    if (confirmed?.state !== 'confirmed') throw new Error('not confirmed')
    await store.registry.markTold(confirmed, CARD)
    expect(await due()).toEqual([])
  })

  it('when a key is held, then it is due until its requester knows and somebody is asked', async () => {
    const intent = await store.registry.admit(await store.authorize(), MANY)
    if (intent.state !== 'intent') throw new Error('denied')
    const made = { sid: SID, keyCreatedAt: NOW, why: 'on_hold' } as const
    const held = await store.registry.advance(intent, 'held', made, BY_ADA)
    store.pass(LEASE_MS + 1)
    expect(await due()).toEqual(['held'])
    await store.registry.markTold(held)
    expect(await due()).toEqual(['held'])
    await store.registry.markAsked(held, CARD)
    expect(await due()).toEqual([])
  })
})

describe('given a row that can’t be read', () => {
  it('when what is due is looked up, then the others are, and the log names the bad one', async () => {
    const bad = await store.receive()
    await store.receive()
    await sql`update requests set team = 'not a team' where id = ${bad.id}`.execute(store.db)
    store.pass(LEASE_MS + 1)
    expect(await due()).toEqual(['received'])
    expect(store.logged).toEqual(["A request's row can't be read; it stays as it is"])
    await expect(store.registry.find(bad.id)).rejects.toMatchObject({ code: 'store_corrupt' })
  })
})
