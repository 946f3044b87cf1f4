import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { DM, SID } from '../unit/ids.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

describe('given a row that somebody has changed', () => {
  it.each(['C0GENERAL1', 'G0GROUP001', 'U0ADA00001'])(
    'when its DM is %s, then it can’t be read, and nothing is posted there',
    async (dm) => {
      const { id } = await store.authorize()
      await store.db.updateTable('requests').set({ dm }).where('id', '=', id).execute()
      await expect(store.registry.find(id)).rejects.toMatchObject({ code: 'store_corrupt' })
    },
  )

  it('when the card of a key stands outside its owner’s DM, then it can’t be read', async () => {
    const limits = { issuesPerHour: 5, liveKeys: 5 }
    const intent = await store.registry.admit(await store.authorize(), limits)
    if (intent.state !== 'intent') throw new Error('not admitted')
    const made = { sid: SID, keyCreatedAt: undefined, name: 'payments-svc' }
    const created = await store.registry.advance(intent, 'created', made, BY_ADA)
    const delivered = await store.registry.advance(created, 'delivered', {}, BY_ADA)
    await store.registry.markTold(delivered, { channel: DM, ts: '1.000001' })
    expect(await store.registry.find(delivered.id)).toMatchObject({ card: { channel: DM } })
    await store.db
      .updateTable('requests')
      .set({ card_channel: 'D0BOB00001' })
      .where('id', '=', delivered.id)
      .execute()
    await expect(store.registry.find(delivered.id)).rejects.toMatchObject({ code: 'store_corrupt' })
  })
})
