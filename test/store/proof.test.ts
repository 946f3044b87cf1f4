import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { hashOf, linkRecord } from '../../src/audit/chain.ts'
import type { RequestIn } from '../../src/domain/request.ts'
import { BOB, NOW, OTHER_SID, requestId, SID } from '../unit/ids.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const MADE = { sid: SID, keyCreatedAt: NOW, name: 'payments-svc' }

async function intent(): Promise<RequestIn<'intent'>> {
  const admitted = await store.registry.admit(await store.authorize(), { issuesPerHour: 9, liveKeys: 9 })
  if (admitted.state !== 'intent') throw new Error('denied')
  return admitted
}
const pend = async (): Promise<RequestIn<'revoke_pending'>> =>
  store.registry.advance(
    await store.registry.advance(await intent(), 'created', MADE, BY_ADA),
    'revoke_pending',
    { cause: 'delivery_failed' },
    BY_ADA,
  )

describe('given a key that is to be deleted', () => {
  it('when newkey made it, then the audit log proves that', async () => {
    expect(await store.registry.isProved(await pend())).toBe(true)
  })

  it('when its row was forged, then nothing proves it', async () => {
    const { id } = await pend()
    await sql`update requests set sid = ${OTHER_SID} where id = ${id}`.execute(store.db)
    const forged = await store.registry.find(id)
    if (forged?.state !== 'revoke_pending') throw new Error('not as it was forged')
    expect(await store.registry.isProved(forged)).toBe(false)
  })

  it('when a record was put beside the chain, then it proves nothing', async () => {
    const pending = await pend()
    const [record] = store.onAudit.filter(({ event }) => event === 'created')
    if (!record) throw new Error('nothing was heard')
    const { bytes } = linkRecord({ seq: 0, hash: 'f'.repeat(64) }, NOW, { ...record, sid: OTHER_SID })
    const hash = hashOf('f'.repeat(64), bytes)
    // In the place of one that was deleted: whole in itself, and named by no other.
    await sql`drop trigger audit_keeps_rows`.execute(store.db)
    await sql`delete from audit where seq = 1`.execute(store.db)
    await sql`insert into audit select 1, v, ${'f'.repeat(64)}, ${hash}, ${bytes}, at, event, request, actor_user, actor_team,
      account, region, name, ${OTHER_SID}, "group", reason, outcome, details from audit where event = 'created'`.execute(
      store.db,
    )
    const row = await sql`select * from audit where seq = 1`.execute(store.db)
    expect(row.rows).toMatchObject([{ event: 'created', sid: OTHER_SID, hash, bytes }])
    expect(await store.registry.isProved({ ...pending, sid: OTHER_SID })).toBe(false)
  })

  it.each([0, -7])(
    'when a record is to stand before the first one, at %d, then the log takes none',
    async (seq) => {
      await pend()
      await expect(
        sql`insert into audit select ${seq}, v, 'w', 'x', bytes, at, event, request, actor_user, actor_team, account, region,
        name, sid, "group", reason, outcome, details from audit where event = 'created'`.execute(store.db),
      ).rejects.toThrow('CHECK')
    },
  )

  it('when its row names another person than the log, then nothing proves it', async () => {
    expect(await store.registry.isProved({ ...(await pend()), user: BOB })).toBe(false)
  })

  it('when the log says that its owner has it, then it doesn’t go unasked', async () => {
    const made = await store.registry.advance(await intent(), 'created', MADE, BY_ADA)
    await store.registry.advance(made, 'delivered', {}, BY_ADA)
    expect(await store.registry.isProved(made)).toBe(false)
  })

  it('when it was found, then a person’s decision is needed too', async () => {
    const unknown = await store.registry.advance(
      await intent(),
      'unknown',
      { cause: 'twilio_silent' },
      BY_ADA,
    )
    const key = { sid: SID, name: 'payments-svc', createdAt: NOW }
    const held = await store.searches.hold(unknown, key, requestId(9))
    if (typeof held === 'string') throw new Error(held)
    const decided = await store.registry.advance(held, 'revoke_pending', { cause: 'decided' }, BY_ADA)
    expect(await store.registry.isProved(decided)).toBe(true)
  })
})

describe('given a key that Twilio names in an answer', () => {
  it('when no record has it, or only this request’s, then it isn’t taken', async () => {
    const mine = await intent()
    expect(await store.registry.isTaken(SID, mine)).toBe(false)
    const unknown = await store.registry.advance(mine, 'unknown', { cause: 'twilio_silent' }, BY_ADA)
    await store.searches.hold(unknown, { sid: SID, name: 'payments-svc', createdAt: NOW }, requestId(9))
    expect(await store.registry.isTaken(SID, unknown)).toBe(false)
  })

  it('when another request has it, in whatever case, then it is taken', async () => {
    await pend()
    const mine = await intent()
    expect(await store.registry.isTaken(SID, mine)).toBe(true)
    const shouted = SID.replace(/b/g, 'B')
    if (shouted === SID) throw new Error('the same')
    await sql`update requests set sid = ${shouted} where sid is not null`.execute(store.db)
    expect(await store.registry.isTaken(SID, mine)).toBe(true)
  })

  it('when only the audit log still has it, then it is taken', async () => {
    const { id } = await pend()
    await sql`delete from requests where id = ${id}`.execute(store.db)
    expect(await store.registry.isTaken(SID, await intent())).toBe(true)
  })
})

describe('given a request that moves on', () => {
  it.each([
    { what: 'its requester', sql: `"user" = 'U0EVE00001'` },
    { what: 'its DM', sql: `dm = 'D0EVE00001'` },
    { what: 'its account', sql: `account = 'AC${'9'.repeat(32)}'` },
  ])('when its row was edited meanwhile in $what, then it doesn’t', async ({ sql: change }) => {
    const mine = await intent()
    await sql.raw(`update requests set ${change} where id = '${mine.id}'`).execute(store.db)
    await expect(store.registry.advance(mine, 'created', MADE, BY_ADA)).rejects.toMatchObject({
      code: 'overtaken',
    })
  })
})

describe('given a request whose key is to be searched for', () => {
  it('when the audit log lacks its intent, then it isn’t, and the log says so', async () => {
    const unknown = await store.registry.advance(
      await intent(),
      'unknown',
      { cause: 'twilio_silent' },
      BY_ADA,
    )
    await sql`update requests set name = 'prod-key' where id = ${unknown.id}`.execute(store.db)
    expect(await store.searches.take()).toEqual([])
    expect(store.logged.join()).toContain('The audit log doesn’t show that this request asked Twilio')
  })
})
