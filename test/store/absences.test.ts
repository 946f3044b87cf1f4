import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { RequestIn } from '../../src/domain/request.ts'
import { LEASE_MS } from '../../src/domain/requests.ts'
import { ABSENT_MS } from '../../src/keys/revoke-key.ts'
import { NOW, SID } from '../unit/ids.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
let pending: RequestIn<'revoke_pending'>
beforeEach(async () => {
  store = await openStore()
  const intent = await store.registry.admit(await store.authorize(), { issuesPerHour: 9, liveKeys: 9 })
  if (intent.state !== 'intent') throw new Error('denied')
  const made = { sid: SID, keyCreatedAt: NOW, name: 'payments-svc' }
  const created = await store.registry.advance(intent, 'created', made, BY_ADA)
  pending = await store.registry.advance(created, 'revoke_pending', { cause: 'delivery_failed' }, BY_ADA)
})
afterEach(() => store.close())

const YEAR = 365 * 24 * 3_600_000

describe('given a key that Twilio’s list lacks', () => {
  it('when another list lacks it a minute later, then it counts as gone, and not before', async () => {
    expect(await store.registry.noteAbsent(pending, undefined)).toBe(false)
    store.pass(ABSENT_MS - 1)
    expect(await store.registry.noteAbsent(pending, undefined)).toBe(false)
    store.pass(1)
    expect(await store.registry.noteAbsent(pending, undefined)).toBe(true)
  })

  it('when a list in between has it, then the minute begins anew', async () => {
    await store.registry.noteAbsent(pending, undefined)
    store.pass(ABSENT_MS)
    await store.registry.notePresent(pending)
    expect(await store.registry.noteAbsent(pending, undefined)).toBe(false)
    store.pass(ABSENT_MS)
    expect(await store.registry.noteAbsent(pending, undefined)).toBe(true)
  })

  it('when the clock is set a year ahead in between, then no minute has gone by', async () => {
    await store.registry.noteAbsent(pending, undefined)
    store.set(NOW + YEAR)
    expect(await store.registry.noteAbsent(pending, undefined)).toBe(false)
  })

  it('when it was first seen by a clock that was a year fast, then the minute begins anew', async () => {
    store.set(NOW + YEAR)
    await store.registry.noteAbsent(pending, undefined)
    store.set(NOW + ABSENT_MS)
    expect(await store.registry.noteAbsent(pending, undefined)).toBe(false)
    store.pass(ABSENT_MS)
    expect(await store.registry.noteAbsent(pending, undefined)).toBe(true)
  })

  it('when the process after this one looks, then the first look still counts', async () => {
    await store.registry.noteAbsent(pending, undefined)
    store.pass(ABSENT_MS)
    expect(await store.registryOf('the process after it').noteAbsent(pending, undefined)).toBe(true)
  })

  it('when Twilio’s own clock says that no minute has gone by, then ours doesn’t count, over a restart too', async () => {
    await store.registry.noteAbsent(pending, NOW)
    store.set(NOW + YEAR)
    const next = store.registryOf('the process after it')
    expect(await next.noteAbsent(pending, NOW + ABSENT_MS - 1_000)).toBe(false)
    expect(await next.noteAbsent(pending, NOW + ABSENT_MS)).toBe(true)
  })

  it('then it doesn’t count as live any more', async () => {
    store.pass(LEASE_MS)
    const one = { issuesPerHour: 9, liveKeys: 1 }
    expect(await store.registry.admit(await store.authorize(), one)).toMatchObject({ state: 'intent' })
  })
})
