import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { status } from '../../src/cli/status.ts'
import { DM } from '../unit/ids.ts'
import { BY_BOB, foundOf, heldOf, unknownOf } from './lives.ts'
import { openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())
const AT = { channel: DM, ts: '1.000001' }

describe('given a key whose row can’t be read', () => {
  it('then newkey status doesn’t say that nothing is open', async () => {
    const { sid } = await heldOf(store)
    await store.db.deleteFrom('messages').execute()
    await store.db.updateTable('keys').set({ dm: 'C0GENERAL1' }).where('sid', '=', sid).execute()
    let text = ''
    await status({ kind: 'sqlite', file: store.file }, (more) => {
      text += more
    })
    expect(text).not.toContain('Nothing is pending')
  })
})

describe('given a question that is owed an update', () => {
  it('then newkey status doesn’t say that nothing is next', async () => {
    const held = await foundOf(store, await unknownOf(store))
    await store.keys.advance(held, 'active', {}, BY_BOB)
    await store.messages.sent(held, 'review', AT)
    await store.db.deleteFrom('messages').where('purpose', '=', 'card').execute()
    await store.db.updateTable('requests').set({ due_at: null }).execute()
    let text = ''
    await status({ kind: 'sqlite', file: store.file }, (more) => {
      text += more
    })
    expect(text).not.toContain('next: nothing')
  })
})
