import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { GENESIS, hashOf } from '../../src/audit/chain.ts'
import type { AuditEvent } from '../../src/audit/record.ts'
import { ACCOUNT, DM, GROUP, NOW, requestId, SID } from '../unit/ids.ts'
import { createdOf } from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const refused: AuditEvent = {
  event: 'button_refused',
  request: requestId(1),
  actor: BY_ADA,
  account: ACCOUNT,
  region: 'ie1',
  name: 'payments-svc',
  sid: SID,
  group: GROUP,
  reason: 'for refunds',
  outcome: 'not_yours',
  details: { second: 'b', first: 'a' },
}
const rows = () => store.db.selectFrom('audit').selectAll().orderBy('seq').execute()

describe('given a request that moves on', () => {
  it('then its records are a chain from the first row on, and columns say what the bytes say', async () => {
    await createdOf(store, SID, { name: 'payments “svc”', reason: 'for 💶 refunds' })
    await store.audit.append(refused)
    let previous = GENESIS
    const chain = await rows()
    expect(chain.map(({ seq, event }) => `${seq} ${event}`)).toEqual([
      '1 received',
      '2 authorized',
      '3 intent',
      '4 created',
      '5 button_refused',
    ])
    for (const { hash, previous_hash, bytes, actor_user, actor_team, details, ...columns } of chain) {
      expect(previous_hash).toBe(previous)
      expect(hash).toBe(hashOf(previous, bytes))
      const actor = { user: actor_user, team: actor_team }
      expect(JSON.parse(bytes)).toEqual({ ...columns, actor, details: JSON.parse(details) })
      previous = hash
    }
    expect(chain.map(({ region, details }) => `${region} ${details}`)).toEqual([
      ...Array(4).fill('us1 {}'),
      'ie1 {"first":"a","second":"b"}',
    ])
    const head = await store.db.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirst()
    expect(head).toEqual({ seq: 5, hash: previous })
  })

  it('then the listener hears each record as it is stored', async () => {
    await store.authorize()
    const stored = (await rows()).map(({ bytes, hash }) => ({ ...JSON.parse(bytes), hash }))
    expect(store.onAudit).toEqual(stored)
    expect(store.onAudit[0]).toMatchObject({ at: new Date(NOW).toISOString(), sid: null, group: null })
  })
})

describe('given many requests at once', () => {
  it('then their records are one chain without gaps, heard in its order', async () => {
    await Promise.all(Array.from({ length: 40 }, () => store.authorize()))
    expect(store.onAudit.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1))
    expect((await rows()).map(({ seq }) => seq)).toEqual(store.onAudit.map(({ seq }) => seq))
  })
})

describe('given a record that can’t be written', () => {
  it('then the transition isn’t made either, and nobody hears of it', async () => {
    const received = await store.receive()
    await sql`create trigger full before insert on audit begin select raise(abort, 'full'); end`.execute(
      store.db,
    )
    const move = store.requests.advance(received, 'authorized', { group: GROUP, dm: DM }, BY_ADA)
    await expect(move).rejects.toMatchObject({ code: 'store_failed' })
    expect(await store.requests.find(received.id)).toEqual(received)
    expect(store.onAudit.map(({ event }) => event)).toEqual(['received'])
  })
})

describe('given a listener that fails', () => {
  it('then the record is durable all the same, the request goes on, and the listener hears of the next', async () => {
    await store.close()
    const heard: string[] = []
    store = await openStore(({ event }) => {
      heard.push(event)
      throw new Error('stdout is closed')
    })
    expect(await store.authorize()).toMatchObject({ state: 'authorized' })
    expect(await rows()).toHaveLength(2)
    expect(heard).toEqual(['received', 'authorized'])
  })
})

describe('given records in the log', () => {
  it.each([
    'update audit set outcome = outcome',
    'delete from audit',
    "update audit set bytes = '{}' where seq = 1",
  ])('when somebody runs "%s", then the database refuses', async (statement) => {
    await store.authorize()
    const before = await rows()
    await expect(sql.raw(statement).execute(store.db)).rejects.toThrow('audit records stay')
    expect(await rows()).toEqual(before)
  })

  it('when a second record names the same predecessor, then the database refuses', async () => {
    await store.authorize()
    const fork = sql`insert into audit select seq + 10, v, previous_hash, 'another hash', bytes, at, event, request,
      actor_user, actor_team, account, region, name, sid, "group", reason, outcome, details from audit where seq = 2`
    await expect(fork.execute(store.db)).rejects.toThrow('UNIQUE')
  })
})
