import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { hashOf, linkRecord } from '../../src/audit/chain.ts'
import { createProof } from '../../src/store/proof.ts'
import { BOB, NOW, OTHER_SID, SID } from '../unit/ids.ts'
import {
  BY_BOB,
  BY_NEWKEY,
  createdOf,
  deliveredOf,
  foundOf,
  intentOf,
  revokingOf,
  unknownOf,
} from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

describe('given a key that is to be deleted', () => {
  it('when newkey made it, then the audit log proves that', async () => {
    expect(await store.keys.isProved(await createdOf(store))).toBe(true)
    expect(await store.keys.isProved(await revokingOf(store, OTHER_SID))).toBe(true)
  })

  it('when its row was forged, then nothing proves it', async () => {
    const { sid } = await revokingOf(store)
    await sql`update keys set sid = ${OTHER_SID} where sid = ${sid}`.execute(store.db)
    const forged = await store.keys.find(OTHER_SID)
    if (forged?.state !== 'revoking') throw new Error('not as it was forged')
    expect(await store.keys.isProved(forged)).toBe(false)
  })

  it('when its row names another request, then nothing proves it', async () => {
    const { id } = await intentOf(store)
    expect(await store.keys.isProved({ ...(await revokingOf(store)), request: id })).toBe(false)
  })

  it('when a record was put beside the chain, then it proves nothing', async () => {
    const revoking = await revokingOf(store)
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
    expect(await store.keys.isProved({ ...revoking, sid: OTHER_SID })).toBe(false)
  })

  it.each([0, -7])(
    'when a record is to stand before the first one, at %d, then the log takes none',
    async (seq) => {
      await revokingOf(store)
      await expect(
        sql`insert into audit select ${seq}, v, 'w', 'x', bytes, at, event, request, actor_user, actor_team, account, region,
        name, sid, "group", reason, outcome, details from audit where event = 'created'`.execute(store.db),
      ).rejects.toThrow('CHECK')
    },
  )

  it('when its row names another owner than the log, then nothing proves it', async () => {
    expect(await store.keys.isProved({ ...(await revokingOf(store)), owner: BOB })).toBe(false)
  })

  it('when the log says that its owner has it, then it doesn’t go unasked', async () => {
    const created = await createdOf(store)
    const delivered = await store.keys.advance(created, 'delivered', {}, BY_ADA)
    expect(await store.keys.isProved(created)).toBe(false)
    const asked = await store.keys.advance(delivered, 'revoking', { cause: 'not_received' }, BY_ADA)
    expect(await store.keys.isProved(asked)).toBe(true)
    expect(await store.keys.isProved({ ...asked, cause: 'interrupted' })).toBe(false)
  })

  it('when it was found, then a person’s decision is needed', async () => {
    const held = await foundOf(store, await unknownOf(store))
    const decided = await store.keys.advance(held, 'revoking', { cause: 'decided' }, BY_BOB)
    expect(await store.keys.isProved(decided)).toBe(true)
    const other = await foundOf(store, await unknownOf(store), OTHER_SID)
    const alone = await store.keys.advance(other, 'revoking', { cause: 'decided' }, BY_NEWKEY)
    expect(await store.keys.isProved(alone)).toBe(false)
  })

  it('when it was found and the answer in hand then proved it, then no person is needed', async () => {
    const intent = await intentOf(store)
    const unknown = await store.requests.advance(intent, 'unknown', { cause: 'interrupted' }, BY_NEWKEY)
    const held = await foundOf(store, unknown)
    await store.keys.claim(intent, { sid: SID, name: unknown.name, createdAt: NOW })
    const revoking = await store.keys.advance(held, 'revoking', { cause: 'overtaken' }, BY_NEWKEY)
    expect(await store.keys.isProved(revoking)).toBe(true)
  })

  it('when the log ends otherwise than newkey left it, then nothing is proved', async () => {
    const revoking = await revokingOf(store)
    await sql`update audit_head set hash = ${'f'.repeat(64)}`.execute(store.db)
    await expect(store.keys.isProved(revoking)).rejects.toMatchObject({ code: 'chain_rewritten' })
  })
})

describe('given a key that Twilio names in an answer', () => {
  it('when no record has it, or only this request’s, then it isn’t taken', async () => {
    const mine = await intentOf(store)
    expect(await store.keys.isTaken(SID, mine)).toBe(false)
    const unknown = await store.requests.advance(mine, 'unknown', { cause: 'twilio_silent' }, BY_ADA)
    await foundOf(store, unknown)
    expect(await store.keys.isTaken(SID, unknown)).toBe(false)
  })

  it('when another request has it, in whatever case, then it is taken', async () => {
    await revokingOf(store)
    const mine = await intentOf(store)
    expect(await store.keys.isTaken(SID, mine)).toBe(true)
    const shouted = SID.replace(/b/g, 'B')
    if (shouted === SID) throw new Error('the same')
    await sql`update keys set sid = ${shouted}`.execute(store.db)
    expect(await store.keys.isTaken(SID, mine)).toBe(true)
  })

  it('when only the audit log still has it, then it is taken', async () => {
    await deliveredOf(store)
    await sql`delete from keys`.execute(store.db)
    expect(await store.keys.isTaken(SID, await intentOf(store))).toBe(true)
  })
})

describe('given a request that says that it asked Twilio for a key', () => {
  it('then only the record of that intent, by the same person and of the same name, proves it', async () => {
    const { isIntended } = createProof(store.db)
    const intent = await intentOf(store)
    expect(await isIntended(intent)).toBe(true)
    expect(await isIntended({ ...intent, user: BOB })).toBe(false)
    expect(await isIntended({ ...intent, name: 'prod-key' })).toBe(false)
    expect(await isIntended(await store.authorize())).toBe(false)
  })

  it('when that record was changed, then it proves nothing', async () => {
    const intent = await intentOf(store)
    await store.receive()
    await sql`drop trigger audit_keeps_bytes`.execute(store.db)
    await sql`update audit set reason = 'another' where event = 'intent'`.execute(store.db)
    expect(await createProof(store.db).isIntended(intent)).toBe(false)
  })
})
