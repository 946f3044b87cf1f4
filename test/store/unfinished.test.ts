import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { KeyState } from '../../src/domain/key.ts'
import { LEASE_MS } from '../../src/domain/pauses.ts'
import { SILENT_LOG } from '../../src/log.ts'
import { openForReading } from '../../src/store/sqlite/open.ts'
import { readUnfinished } from '../../src/store/unfinished.ts'
import { DM, NOW, OTHER_SID } from '../unit/ids.ts'
import { createdOf, deliveredOf, foundOf, intentOf, keyIn, owed, revokingOf, unknownOf } from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

/** What is unfinished, as somebody finds it who only reads. */
async function unfinished(): Promise<string[]> {
  const db = openForReading(store.file)
  const { open: all } = await readUnfinished(db, SILENT_LOG)
  await db.destroy()
  return all.map(({ subject, dueAt, owed: messages }) => {
    const told = messages.map(({ purpose, dueAt: at }) => ` ${purpose}@${at - NOW}`).sort()
    return `${subject.state}@${dueAt === undefined ? 'never' : dueAt - NOW}${told.join('')}`
  })
}
async function sendAll(): Promise<void> {
  store.pass(LEASE_MS + 1)
  for (const { subject, purpose } of await store.messages.due())
    await store.messages.sent(subject, purpose, { channel: DM, ts: '1.000001' })
}

describe('given what isn’t at its end', () => {
  it('when somebody works on a request, then others look at it when its lease is over', async () => {
    await store.receive()
    await store.authorize()
    await intentOf(store)
    expect(await unfinished()).toEqual([
      `received@${LEASE_MS}`,
      `authorized@${LEASE_MS}`,
      `intent@${LEASE_MS}`,
    ])
  })

  it('when a key was only created, then the lease counts too; a deletion waits for its own time', async () => {
    await createdOf(store)
    await store.keys.postpone(await revokingOf(store, OTHER_SID), NOW + 900_000)
    expect(await unfinished()).toEqual([`created@${LEASE_MS}`, 'revoking@900000 ending@0'])
  })

  it('when a search is due, then that doesn’t wait for a lease', async () => {
    const unknown = await unknownOf(store)
    expect(await unfinished()).toEqual(['unknown@0 ending@0'])
    await store.requests.searched(unknown, NOW + 60_000)
    expect(await unfinished()).toEqual(['unknown@60000 ending@0'])
    await sendAll()
    expect(await unfinished()).toEqual(['unknown@60000'])
    await store.requests.searched(unknown, undefined)
    expect(await unfinished()).toEqual([])
  })

  it('when somebody has to be told, then that is unfinished until they are', async () => {
    const change = { cause: 'guest', retryAt: undefined } as const
    await store.requests.advance(await store.receive(), 'denied', change, BY_ADA)
    await deliveredOf(store)
    expect(await unfinished()).toEqual(['denied@never ending@0', 'delivered@never card@0'])
    await sendAll()
    expect(await unfinished()).toEqual([])
  })

  it('when telling was put off, then that time is named', async () => {
    await store.messages.take(await owed(store.messages, await deliveredOf(store), 'card'), NOW + 900_000)
    expect(await unfinished()).toEqual(['delivered@never card@900000'])
  })

  it('when a key waits for a person, then it is unfinished, also once they have been asked', async () => {
    const unknown = await unknownOf(store)
    await foundOf(store, unknown)
    await store.requests.searched(unknown, undefined)
    expect(await unfinished()).toEqual(['unknown@never ending@0', 'held@never review@0'])
    await sendAll()
    expect(await unfinished()).toEqual(['held@never'])
  })

  it.each<KeyState>(['delivered', 'active', 'revoked'])(
    'when a key is %s and everything has been sent, then it is finished, with its request',
    async (state) => {
      await keyIn(store, state)
      await sendAll()
      expect(await unfinished()).toEqual([])
    },
  )

  it('when a row can’t be read, then the others are', async () => {
    const bad = await store.receive()
    await store.receive()
    await sql`update requests set team = 'not a team' where id = ${bad.id}`.execute(store.db)
    expect(await unfinished()).toEqual([`received@${LEASE_MS}`])
    const db = openForReading(store.file)
    expect((await readUnfinished(db, SILENT_LOG)).unreadable).toBe(1)
    await db.destroy()
  })
})
