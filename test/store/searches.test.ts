import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { RequestIn } from '../../src/domain/request.ts'
import { NOW, OTHER_SID, requestId, SID } from '../unit/ids.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
let unknown: RequestIn<'unknown'>
beforeEach(async () => {
  store = await openStore()
  unknown = await store.registry.advance(await intent(), 'unknown', { cause: 'twilio_silent' }, BY_ADA)
})
afterEach(() => store.close())

const KEY = { sid: SID, name: 'payments-svc', createdAt: NOW }
async function intent(name = 'payments-svc'): Promise<RequestIn<'intent'>> {
  const admitted = await store.registry.admit(await store.authorize({ name }), {
    issuesPerHour: 9,
    liveKeys: 9,
  })
  if (admitted.state !== 'intent') throw new Error('denied')
  return admitted
}

describe('given a request whose outcome is unknown', () => {
  it('then it is searched for at once; who takes the search has it for a minute', async () => {
    expect(await store.searches.take()).toEqual([{ request: unknown, searches: 0 }])
    expect(await store.searches.take()).toEqual([])
    store.pass(60_000)
    expect(await store.searches.take()).toHaveLength(1)
  })

  it('when a search is done, then the next is at its time, and they are counted', async () => {
    await store.searches.take()
    await store.searches.done(unknown, NOW + 5_000)
    store.pass(4_999)
    expect(await store.searches.take()).toEqual([])
    store.pass(1)
    expect(await store.searches.take()).toMatchObject([{ searches: 1 }])
    await store.searches.done(unknown, undefined)
    store.pass(365 * 24 * 3_600_000)
    expect(await store.searches.take()).toEqual([])
  })

  it('when a key is held for it, then that is a request of its own, under the same id in the audit log', async () => {
    const held = await store.searches.hold(unknown, KEY, requestId(9))
    expect(held).toMatchObject({
      id: requestId(9),
      state: 'held',
      cause: 'orphan',
      sid: SID,
      keyCreatedAt: NOW,
      origin: unknown.id,
      name: 'payments-svc',
      user: unknown.user,
      group: unknown.group,
      told: true,
      card: undefined,
    })
    expect(store.onAudit.at(-1)).toMatchObject({
      event: 'held',
      request: unknown.id,
      sid: SID,
      outcome: 'orphan',
    })
    expect(await store.registry.findKey(SID)).toEqual(held)
    expect(await store.registry.find(unknown.id)).toEqual(unknown)
  })

  it('when the key is in a record already, then it is known', async () => {
    await store.searches.hold(unknown, KEY, requestId(9))
    expect(await store.searches.hold(unknown, KEY, requestId(10))).toBe('known')
    expect(await store.searches.hold(unknown, { ...KEY, sid: OTHER_SID }, requestId(11))).toMatchObject({
      state: 'held',
    })
  })

  it('when another request of its name is making a key, then nobody can say whose it is', async () => {
    const other = await intent()
    expect(await store.searches.hold(unknown, KEY, requestId(9))).toBe('undecided')
    await store.registry.advance(other, 'failed', { cause: 'twilio_busy' }, BY_ADA)
    expect(await store.searches.hold(unknown, KEY, requestId(9))).toMatchObject({ state: 'held' })
  })

  it('when a request of another name is making a key, then that doesn’t matter', async () => {
    await intent('another-svc')
    expect(await store.searches.hold(unknown, KEY, requestId(9))).toMatchObject({ state: 'held' })
  })
})
