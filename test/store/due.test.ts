import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { KeyState } from '../../src/domain/key.ts'
import { LEASE_MS, LONGEST_PAUSE_MS } from '../../src/domain/pauses.ts'
import type { RequestState } from '../../src/domain/request.ts'
import { ANSWER_MS } from '../../src/domain/states.ts'
import { keySid, NOW, OTHER_SID } from '../unit/ids.ts'
import { askedOf, BY_NEWKEY, createdOf, intentOf, keyIn, revokingOf, unknownOf } from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const dueRequests = async (): Promise<string[]> => (await store.requests.due()).map(({ state }) => state)
const dueKeys = async (): Promise<string[]> => (await store.keys.due()).map(({ state }) => state)

async function makeRequest(state: RequestState): Promise<string> {
  switch (state) {
    case 'received':
      return (await store.receive()).id
    case 'authorized':
      return (await store.authorize()).id
    case 'intent':
      return (await intentOf(store)).id
    case 'issued':
      return (await createdOf(store)).request
    case 'denied': {
      const change = { cause: 'guest', retryAt: undefined } as const
      return (await store.requests.advance(await store.receive(), 'denied', change, BY_ADA)).id
    }
    case 'failed':
      return (await store.requests.advance(await store.receive(), 'failed', { cause: 'ack_lost' }, BY_ADA)).id
    case 'asked':
      return (await askedOf(store)).id
    case 'withdrawn':
    case 'expired':
      return (await store.requests.advance(await askedOf(store), state, {}, BY_ADA)).id
    case 'unknown':
      return (await unknownOf(store)).id
  }
}

describe('given the one time in each row', () => {
  it.each<{ readonly state: RequestState; readonly has: boolean; readonly isTaken: boolean }>([
    { state: 'received', has: true, isTaken: true },
    { state: 'authorized', has: true, isTaken: true },
    { state: 'intent', has: true, isTaken: true },
    { state: 'issued', has: false, isTaken: false },
    { state: 'denied', has: false, isTaken: false },
    { state: 'failed', has: false, isTaken: false },
    // A search takes it, not recovery.
    { state: 'unknown', has: true, isTaken: false },
  ])('when a request is $state, then it has one: $has, and recovery takes it: $isTaken', async (row) => {
    const id = await makeRequest(row.state)
    const { due_at } = await store.db
      .selectFrom('requests')
      .select('due_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(due_at).toBe(row.has ? NOW : null)
    store.pass(LEASE_MS + 1)
    expect(await dueRequests()).toEqual(row.isTaken ? [row.state] : [])
  })

  it.each<{ readonly state: KeyState; readonly has: boolean }>([
    { state: 'created', has: true },
    { state: 'delivered', has: false },
    { state: 'active', has: false },
    { state: 'held', has: false },
    { state: 'revoking', has: true },
    { state: 'revoked', has: false },
  ])('when a key is $state, then it has one, and recovery takes it: $has', async ({ state, has }) => {
    await keyIn(store, state)
    const rows = await store.db.selectFrom('keys').select('due_at').execute()
    expect(rows).toEqual([{ due_at: has ? NOW : null }])
    store.pass(LEASE_MS + 1)
    expect(await dueKeys()).toEqual(has ? [state] : [])
  })
})

describe('given a question to a requester', () => {
  const unanswered = async (): Promise<string[]> =>
    (await store.requests.unanswered()).map(({ state }) => state)
  beforeEach(async () => {
    const { id } = await askedOf(store)
    store.requests.release(id)
  })

  it('when the time for an answer is over, then it is due, and not before', async () => {
    store.pass(ANSWER_MS - 1)
    expect(await unanswered()).toEqual([])
    store.pass(1)
    expect(await unanswered()).toEqual(['asked'])
  })

  it('when the clock is set back by a little, then it isn’t due because of that', async () => {
    store.pass(-60_000)
    expect(await unanswered()).toEqual([])
  })

  it('when the clock was a year fast at the question, then it is due at once', async () => {
    store.pass(-365 * 24 * 3_600_000)
    expect(await unanswered()).toEqual(['asked'])
  })
})

describe('given a row of this process', () => {
  it('while its lease runs, then nobody takes it', async () => {
    await store.authorize()
    await createdOf(store)
    store.pass(LEASE_MS)
    expect([await dueRequests(), await dueKeys()]).toEqual([[], []])
  })

  it('when its lease has run out, then it is due', async () => {
    await store.authorize()
    await createdOf(store)
    store.pass(LEASE_MS + 1)
    expect([await dueRequests(), await dueKeys()]).toEqual([['authorized'], ['created']])
  })

  it('when a transition renews its lease, then that counts', async () => {
    const created = await createdOf(store)
    store.pass(LEASE_MS)
    await store.keys.advance(created, 'revoking', { cause: 'no_secret' }, BY_NEWKEY)
    store.pass(LEASE_MS)
    expect(await dueKeys()).toEqual([])
    store.pass(1)
    expect(await dueKeys()).toEqual(['revoking'])
  })

  it('when nobody works on it any more, then it is due before its lease is over', async () => {
    const { id } = await store.receive()
    const { sid } = await revokingOf(store)
    store.requests.release(id)
    store.keys.release(sid)
    expect([await dueRequests(), await dueKeys()]).toEqual([['received'], ['revoking']])
  })

  it('when it was another process’s, then it is due at once: the lock proves that one gone', async () => {
    await store.receive()
    await createdOf(store)
    const next = await store.restart()
    expect((await next.requests.due()).map(({ state }) => state)).toEqual(['received'])
    expect((await next.keys.due()).map(({ state }) => state)).toEqual(['created'])
  })
})

describe('given a key that is to go', () => {
  it('when its deletion is put off, then it is due at that time, and the attempt is counted', async () => {
    await store.keys.postpone(await revokingOf(store), NOW + LEASE_MS + 60_000)
    store.pass(LEASE_MS + 59_999)
    expect(await dueKeys()).toEqual([])
    store.pass(1)
    expect(await store.keys.due()).toMatchObject([{ state: 'revoking', attempts: 1 }])
  })

  it('when it has moved on, then putting off its past does nothing', async () => {
    const revoking = await revokingOf(store)
    const revoked = await store.keys.advance(revoking, 'revoked', {}, BY_NEWKEY)
    await store.keys.postpone(revoking, NOW + 60_000)
    expect(await store.keys.find(revoked.sid)).toEqual(revoked)
  })

  it('when it moves on, then the attempts begin anew', async () => {
    const revoking = await revokingOf(store)
    await store.keys.postpone(revoking, NOW)
    await store.keys.advance(revoking, 'held', { cause: 'on_hold' }, BY_NEWKEY)
    expect(await store.keys.find(revoking.sid)).toMatchObject({ attempts: 0 })
  })

  it('when it is put off for longer than any pause, then a wrong clock did that, and it is due', async () => {
    await store.keys.postpone(await revokingOf(store), NOW + LEASE_MS + 1 + LONGEST_PAUSE_MS)
    await store.keys.postpone(await revokingOf(store, OTHER_SID), NOW + LEASE_MS + 2 + LONGEST_PAUSE_MS)
    store.pass(LEASE_MS + 1)
    expect((await store.keys.due()).map(({ sid }) => sid)).toEqual([OTHER_SID])
  })
})

describe('given keys that newkey deleted unasked', () => {
  it('then those of the last hour count that may have been in use, and no others', async () => {
    const revoke = async (number: number, cause: 'interrupted' | 'record_failed' | 'delivery_failed') =>
      store.keys.advance(await createdOf(store, keySid(number)), 'revoking', { cause }, BY_NEWKEY)
    await revoke(1, 'interrupted')
    store.pass(3_600_000)
    await store.keys.advance(await revoke(2, 'interrupted'), 'revoked', {}, BY_NEWKEY)
    await revoke(3, 'record_failed')
    await revoke(4, 'delivery_failed')
    expect(await store.keys.revokedUnasked(NOW)).toBe(2)
    expect(await store.keys.revokedUnasked(NOW - 1)).toBe(3)
  })

  it('when a person was asked after all, then it doesn’t count', async () => {
    const created = await createdOf(store)
    const revoking = await store.keys.advance(created, 'revoking', { cause: 'interrupted' }, BY_NEWKEY)
    await store.keys.advance(revoking, 'held', { cause: 'unproven' }, BY_NEWKEY)
    expect(await store.keys.revokedUnasked(NOW - 1)).toBe(0)
  })
})

describe('given a row that can’t be read', () => {
  it('when requests that are due are looked up, then the others are, and the log names the bad one', async () => {
    const bad = await store.receive()
    await store.receive()
    await sql`update requests set team = 'not a team' where id = ${bad.id}`.execute(store.db)
    store.pass(LEASE_MS + 1)
    expect(await dueRequests()).toEqual(['received'])
    expect(store.logged).toEqual(["A request's row can't be read, so newkey leaves it alone"])
    await expect(store.requests.find(bad.id)).rejects.toMatchObject({ code: 'store_corrupt' })
  })

  it('when keys that are due are looked up, then the others are, and the log names the bad one', async () => {
    const bad = await createdOf(store)
    await createdOf(store, OTHER_SID)
    await sql`update keys set team = 'not a team' where sid = ${bad.sid}`.execute(store.db)
    store.pass(LEASE_MS + 1)
    expect(await dueKeys()).toEqual(['created'])
    expect(store.logged).toEqual(["A key's row can't be read, so newkey leaves it alone"])
    await expect(store.keys.find(bad.sid)).rejects.toMatchObject({ code: 'store_corrupt' })
  })

  it('when a key’s state is one of a newer version, then it stays as it is', async () => {
    const { sid } = await createdOf(store)
    await sql`update keys set state = 'rotating' where sid = ${sid}`.execute(store.db)
    store.pass(LEASE_MS + 1)
    expect(await dueKeys()).toEqual([])
    await expect(store.keys.find(sid)).rejects.toMatchObject({ code: 'store_corrupt' })
  })
})
