import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { LEASE_MS } from '../../src/domain/pauses.ts'
import { DM, GROUP, NOW, requestId } from '../unit/ids.ts'
import { AUTHORIZED, intentOf, MANY, upTo } from './lives.ts'
import { ask, BY_ADA, fingerprints, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const events = (): string[] => store.onAudit.map(({ event, outcome }) => `${event} ${outcome}`)
const lease = (id: string) =>
  store.db
    .selectFrom('requests')
    .select(['owner_process', 'lease_until', 'due_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

describe('given a command', () => {
  it('when it is received, then the whole ask is recorded, with a lease of 30 s', async () => {
    const request = await store.receive()
    expect(request).toEqual({ ...ask(1), state: 'received', version: 1, changedAt: NOW, attempts: 0 })
    expect(await store.requests.find(request.id)).toEqual(request)
    expect(await lease(request.id)).toEqual({
      owner_process: 'this process',
      lease_until: NOW + LEASE_MS,
      due_at: NOW,
    })
  })

  it.each([
    { what: 'the same trigger', mark: { ...fingerprints(2), trigger: 'trigger 1' } },
    { what: 'the same payload', mark: { ...fingerprints(2), payload: 'payload 1' } },
  ])('when another comes with $what, then it is a duplicate and nothing is written', async ({ mark }) => {
    await store.receive()
    expect(await store.requests.receive(ask(2), mark)).toBe('duplicate')
    expect(await store.requests.find(requestId(2))).toBeUndefined()
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

  it('when it comes 50 times at once, then one request is recorded', async () => {
    const all = Array.from({ length: 50 }, (_, index) =>
      store.requests.receive(ask(index + 1), fingerprints(1)),
    )
    const recorded = (await Promise.all(all)).filter((answer) => answer !== 'duplicate')
    expect(recorded).toHaveLength(1)
    expect(events()).toEqual(['received ok'])
  })
})

describe('given a request', () => {
  it('when it moves on, then row and audit record say so, and the lease is renewed', async () => {
    const received = await store.receive()
    store.pass(10_000)
    const moved = await store.requests.advance(received, 'authorized', AUTHORIZED, BY_ADA)
    expect(moved).toEqual({
      ...received,
      state: 'authorized',
      version: 2,
      group: GROUP,
      dm: DM,
      changedAt: NOW + 10_000,
    })
    expect(await lease(received.id)).toMatchObject({ lease_until: NOW + 10_000 + LEASE_MS })
    expect(await store.requests.find(received.id)).toEqual(moved)
    expect(events()).toEqual(['received ok', 'authorized ok'])
  })

  it('when it is moved from a state it has left, then that is overtaken, and nothing is written', async () => {
    const received = await store.receive()
    await store.requests.advance(received, 'failed', { cause: 'interrupted' }, BY_ADA)
    const late = store.requests.advance(received, 'authorized', AUTHORIZED, BY_ADA)
    await expect(late).rejects.toMatchObject({ code: 'overtaken' })
    expect(await store.requests.find(received.id)).toMatchObject({ state: 'failed', version: 2 })
    expect(events()).toEqual(['received ok', 'failed interrupted'])
  })

  it('when its row is of another version in the same state, then that is overtaken too', async () => {
    const received = await store.receive()
    const moved = store.requests.advance({ ...received, version: 2 }, 'authorized', AUTHORIZED, BY_ADA)
    await expect(moved).rejects.toMatchObject({ code: 'overtaken' })
    expect(await store.requests.find(received.id)).toEqual(received)
    expect(events()).toEqual(['received ok'])
  })

  it('when two move it at the same time, then one does', async () => {
    const received = await store.receive()
    const other = store.of('another process').requests
    const moves = await Promise.allSettled([
      store.requests.advance(received, 'failed', { cause: 'interrupted' }, BY_ADA),
      other.advance(received, 'denied', { cause: 'guest', retryAt: undefined }, BY_ADA),
    ])
    expect(moves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(store.onAudit).toHaveLength(2)
  })

  it('when a transition isn’t one of its life, then nothing is written', async () => {
    const authorized = await store.authorize()
    // The compiler refuses this too; so does the store, for a caller that got around it.
    const anyhow: (...args: never) => Promise<unknown> = store.requests.advance
    await expect(Reflect.apply(anyhow, undefined, [authorized, 'issued', {}, BY_ADA])).rejects.toMatchObject({
      code: 'store_failed',
    })
    expect(await store.requests.find(authorized.id)).toEqual(authorized)
    expect(store.onAudit).toHaveLength(2)
  })

  it.each([
    { what: 'its requester', change: `"user" = 'U0EVE00001'` },
    { what: 'its workspace', change: `team = 'T0EVE00001'` },
    { what: 'its DM', change: `dm = 'D0EVE00001'` },
    { what: 'its account', change: `account = 'AC${'9'.repeat(32)}'` },
    { what: 'its region', change: `region = 'ie1'` },
  ])('when its row was edited meanwhile in $what, then it doesn’t move on', async ({ change }) => {
    const intent = await intentOf(store)
    await sql.raw(`update requests set ${change} where id = '${intent.id}'`).execute(store.db)
    await expect(
      store.requests.advance(intent, 'failed', { cause: 'twilio_busy' }, BY_ADA),
    ).rejects.toMatchObject({ code: 'overtaken' })
    expect(events().at(-1)).toBe('intent ok')
  })

  it('when it is denied, then until when is in its row', async () => {
    const denied = await store.requests.advance(
      await store.receive(),
      'denied',
      { cause: 'hourly_limit', retryAt: NOW + 60_000 },
      BY_ADA,
    )
    expect(denied).toMatchObject({ cause: 'hourly_limit', retryAt: NOW + 60_000 })
    expect(await store.requests.find(denied.id)).toEqual(denied)
  })
})

describe('given a request that is let in', () => {
  it('then who may have the key and the intent to make it are two records and two versions', async () => {
    const received = await store.receive()
    store.pass(1_000)
    const intent = await store.requests.admit(received, AUTHORIZED, upTo(MANY))
    expect(intent).toEqual({
      ...received,
      state: 'intent',
      version: 3,
      group: GROUP,
      dm: DM,
      intentAt: NOW + 1_000,
      changedAt: NOW + 1_000,
    })
    expect(await store.requests.find(received.id)).toEqual(intent)
    expect(events()).toEqual(['received ok', 'authorized ok', 'intent ok'])
  })

  it('when a limit refuses it, then who may have the key is on record all the same', async () => {
    const denied = await store.requests.admit(
      await store.receive(),
      AUTHORIZED,
      upTo({ issuesPerHour: 5, liveKeys: 0 }),
    )
    expect(denied).toMatchObject({ state: 'denied', cause: 'live_limit', version: 3 })
    expect(events()).toEqual(['received ok', 'authorized ok', 'denied live_limit'])
  })

  it('when the second record can’t be written, then the first isn’t either', async () => {
    const received = await store.receive()
    await sql`create trigger full before insert on audit when new.event = 'intent'
      begin select raise(abort, 'full'); end`.execute(store.db)
    await expect(store.requests.admit(received, AUTHORIZED, upTo(MANY))).rejects.toMatchObject({
      code: 'store_failed',
    })
    expect(await store.requests.find(received.id)).toEqual(received)
    expect(events()).toEqual(['received ok'])
  })

  it('when newkey is being stopped by then, then no key is begun, and it is no denial', async () => {
    const admitted = await store.requests.admit(
      await store.receive(),
      AUTHORIZED,
      upTo(MANY, () => true),
    )
    expect(admitted).toMatchObject({ state: 'failed', cause: 'interrupted' })
    expect(events()).toEqual(['received ok', 'failed interrupted'])
  })

  it('when it is overtaken meanwhile, then nothing is written', async () => {
    const received = await store.receive()
    await store.requests.advance(received, 'failed', { cause: 'interrupted' }, BY_ADA)
    await expect(store.requests.admit(received, AUTHORIZED, upTo(MANY))).rejects.toMatchObject({
      code: 'overtaken',
    })
    expect(events()).toEqual(['received ok', 'failed interrupted'])
  })
})
