import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { Key, KeyState } from '../../src/domain/key.ts'
import { LEASE_MS } from '../../src/domain/pauses.ts'
import { GROUP, keySid, NOW, OTHER_SID, SID } from '../unit/ids.ts'
import {
  BY_BOB,
  BY_NEWKEY,
  createdOf,
  deliveredOf,
  foundOf,
  heldOf,
  keyIn,
  moveTo,
  unknownOf,
} from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const last = () => store.onAudit.at(-1)

describe('given a key', () => {
  it.each<{
    readonly from: KeyState
    readonly to: KeyState
    readonly event: string
    readonly outcome: string
  }>([
    { from: 'created', to: 'delivered', event: 'delivered', outcome: 'ok' },
    { from: 'created', to: 'held', event: 'held', outcome: 'on_hold' },
    { from: 'created', to: 'revoking', event: 'revoking', outcome: 'not_received' },
    { from: 'delivered', to: 'active', event: 'confirmed', outcome: 'ok' },
    { from: 'delivered', to: 'held', event: 'held', outcome: 'on_hold' },
    { from: 'delivered', to: 'revoking', event: 'revoking', outcome: 'not_received' },
    { from: 'active', to: 'held', event: 'held', outcome: 'on_hold' },
    { from: 'active', to: 'revoking', event: 'revoking', outcome: 'not_received' },
    { from: 'held', to: 'active', event: 'kept', outcome: 'on_hold' },
    { from: 'held', to: 'revoking', event: 'revoking', outcome: 'not_received' },
    { from: 'revoking', to: 'revoked', event: 'revoked', outcome: 'delivery_failed' },
    { from: 'revoking', to: 'held', event: 'held', outcome: 'on_hold' },
  ])(
    'when it goes from $from to $to, then the log says "$event $outcome"',
    async ({ from, to, event, outcome }) => {
      const key = await keyIn(store, from)
      const written = store.onAudit.length
      store.pass(5_000)
      const moved = await moveTo(store, key, to)
      expect(moved).toMatchObject({
        state: to,
        version: key.version + 1,
        changedAt: NOW + 5_000,
        recordedAt: NOW,
      })
      expect(await store.keys.find(key.sid)).toEqual(moved)
      expect(store.onAudit).toHaveLength(written + 1)
      expect(last()).toMatchObject({
        event,
        outcome,
        sid: SID,
        request: key.request,
        group: GROUP,
        name: 'payments-svc',
        reason: 'for refunds',
        actor: BY_ADA,
      })
    },
  )

  it('when it moves on, then the row is this process’s for 30 s', async () => {
    await createdOf(store)
    const next = store.of('another process')
    store.pass(1_000)
    const key = await next.keys.find(SID)
    if (key?.state !== 'created') throw new Error('not as it was made')
    await next.keys.advance(key, 'delivered', {}, BY_ADA)
    const row = await store.db
      .selectFrom('keys')
      .select(['owner_process', 'lease_until'])
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ owner_process: 'another process', lease_until: NOW + 1_000 + LEASE_MS })
  })

  it('when it is moved from a state it has left, then that is overtaken, and nothing is written', async () => {
    const created = await createdOf(store)
    const delivered = await store.keys.advance(created, 'delivered', {}, BY_ADA)
    const written = store.onAudit.length
    const late = store.keys.advance(created, 'revoking', { cause: 'interrupted' }, BY_NEWKEY)
    await expect(late).rejects.toMatchObject({ code: 'overtaken' })
    expect(await store.keys.find(SID)).toEqual(delivered)
    expect(store.onAudit).toHaveLength(written)
  })

  it('when it has been in that state before, then that is overtaken too', async () => {
    const first = await heldOf(store)
    const revoking = await store.keys.advance(first, 'revoking', { cause: 'decided' }, BY_BOB)
    const second = await store.keys.advance(revoking, 'held', { cause: 'unproven' }, BY_NEWKEY)
    await expect(store.keys.advance(first, 'active', {}, BY_BOB)).rejects.toMatchObject({ code: 'overtaken' })
    expect(await store.keys.find(SID)).toEqual(second)
  })

  it('when two move it at the same time, then one does', async () => {
    const delivered = await deliveredOf(store)
    const written = store.onAudit.length
    const moves = await Promise.allSettled([
      store.keys.advance(delivered, 'active', { cause: undefined }, BY_ADA),
      store.of('another process').keys.advance(delivered, 'revoking', { cause: 'not_received' }, BY_ADA),
    ])
    expect(moves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(store.onAudit).toHaveLength(written + 1)
  })

  it('when a transition isn’t one of its life, then nothing is written', async () => {
    const created = await createdOf(store)
    const written = store.onAudit.length
    await expect(moveTo(store, created, 'active')).rejects.toMatchObject({ code: 'store_failed' })
    expect(await store.keys.find(SID)).toEqual(created)
    expect(store.onAudit).toHaveLength(written)
  })

  it('when a reviewer keeps it, then why they had to decide stays in its row', async () => {
    const kept = await store.keys.advance(await heldOf(store), 'active', {}, BY_BOB)
    expect(kept).toMatchObject({ state: 'active', cause: 'on_hold' })
    expect(last()).toMatchObject({ event: 'kept', actor: BY_BOB })
  })

  it('when its owner confirms it, then there is no cause', async () => {
    expect(await keyIn(store, 'active')).toMatchObject({ cause: undefined })
  })

  it('when its record can’t be written, then it stays as it was, and nothing new is owed', async () => {
    const delivered = await deliveredOf(store)
    const messages = () => store.db.selectFrom('messages').selectAll().execute()
    const before = await messages()
    await sql`create trigger full before insert on audit begin select raise(abort, 'full'); end`.execute(
      store.db,
    )
    const move = store.keys.advance(delivered, 'revoking', { cause: 'not_received' }, BY_ADA)
    await expect(move).rejects.toMatchObject({ code: 'store_failed' })
    expect(await store.keys.find(SID)).toEqual(delivered)
    expect(await messages()).toEqual(before)
  })

  it('when its request is forgotten by somebody, then the database refuses', async () => {
    await createdOf(store)
    await expect(sql`delete from requests`.execute(store.db)).rejects.toThrow('FOREIGN KEY')
  })
})

describe('given several keys', () => {
  it('then one request may have several that were found, and each has a life of its own', async () => {
    const unknown = await unknownOf(store)
    const first: Key = await foundOf(store, unknown)
    const second = await foundOf(store, unknown, OTHER_SID)
    await store.keys.advance(second, 'revoking', { cause: 'decided' }, BY_BOB)
    expect(await store.keys.find(SID)).toEqual(first)
    expect(await store.keys.find(OTHER_SID)).toMatchObject({ state: 'revoking', request: unknown.id })
    expect(await store.keys.find(keySid(9))).toBeUndefined()
  })
})
