import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { LEASE_MS } from '../../src/domain/pauses.ts'
import { DM, OTHER_SID } from '../unit/ids.ts'
import { createdOf, deliveredOf, owed } from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const NO_DMS = ['C0GENERAL1', 'G0GROUP001', 'U0ADA00001']

describe('given a row that somebody has changed', () => {
  it.each(NO_DMS)(
    'when a request’s DM is %s, then it can’t be read, and nothing is posted there',
    async (dm) => {
      const { id } = await store.authorize()
      await store.db.updateTable('requests').set({ dm }).where('id', '=', id).execute()
      await expect(store.requests.find(id)).rejects.toMatchObject({ code: 'store_corrupt' })
    },
  )

  it.each(NO_DMS)('when a key’s DM is %s, then it can’t be read, and nothing is posted there', async (dm) => {
    const { sid } = await deliveredOf(store)
    await store.db.updateTable('keys').set({ dm }).where('sid', '=', sid).execute()
    await expect(store.keys.find(sid)).rejects.toMatchObject({ code: 'store_corrupt' })
    store.pass(LEASE_MS + 1)
    expect(await store.messages.due()).toEqual([])
  })

  it.each([
    { what: 'its owner', change: `owner = 'U0EVE00001'` },
    { what: 'its workspace', change: `team = 'T0EVE00001'` },
    { what: 'its DM', change: `dm = 'D0EVE00001'` },
    { what: 'its account', change: `account = 'AC${'9'.repeat(32)}'` },
    { what: 'its region', change: `region = 'ie1'` },
    { what: 'its request', change: `request = 'req_00000000000000000002'` },
  ])('when a key’s row was edited in $what, then it doesn’t move on', async ({ change }) => {
    const created = await createdOf(store)
    await createdOf(store, OTHER_SID)
    await sql.raw(`update keys set ${change} where sid = '${created.sid}'`).execute(store.db)
    const written = store.onAudit.length
    await expect(store.keys.advance(created, 'delivered', {}, BY_ADA)).rejects.toMatchObject({
      code: 'overtaken',
    })
    expect(store.onAudit).toHaveLength(written)
  })

  it.each(['D0BOB00001', 'C0GENERAL1', 'nowhere'])(
    'when the card of a key stands in %s, then it doesn’t count as standing: it is never updated there',
    async (channel) => {
      const delivered = await deliveredOf(store)
      await store.messages.sent(delivered, 'card', { channel: DM, ts: '1.000001' })
      expect(await store.messages.find(delivered, 'card')).toEqual({ channel: DM, ts: '1.000001' })
      await store.db.updateTable('messages').set({ channel, due_at: 0 }).execute()
      expect(await store.messages.find(delivered, 'card')).toBeUndefined()
      expect((await owed(store.messages, delivered, 'card')).posted).toBeUndefined()
    },
  )

  it('when a message has a purpose that newkey doesn’t know, then it is left alone', async () => {
    const delivered = await deliveredOf(store)
    await store.db.updateTable('messages').set({ purpose: 'advertisement' }).execute()
    store.pass(LEASE_MS + 1)
    expect(await store.messages.owed(delivered)).toEqual([])
    expect(await store.messages.due()).toEqual([])
  })

  it('when a message is about nothing that is there, then it is left alone', async () => {
    await deliveredOf(store)
    await store.db.updateTable('messages').set({ about: OTHER_SID }).execute()
    store.pass(LEASE_MS + 1)
    expect(await store.messages.due()).toEqual([])
  })
})
