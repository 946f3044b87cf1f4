import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { KeyIn } from '../../src/domain/key.ts'
import { ABSENT_MS } from '../../src/domain/prove-key.ts'
import { NOW, OTHER_SID } from '../unit/ids.ts'
import { BY_NEWKEY, revokingOf } from './lives.ts'
import { openStore, type Store } from './store.ts'

let store: Store
let revoking: KeyIn<'revoking'>
beforeEach(async () => {
  store = await openStore()
  revoking = await revokingOf(store)
})
afterEach(() => store.close())

const YEAR = 365 * 24 * 3_600_000

describe('given a key that Twilio’s list lacks', () => {
  it('when another list lacks it a minute later, then it counts as gone, and not before', async () => {
    expect(await store.keys.noteAbsent(revoking, undefined)).toBe(false)
    store.pass(ABSENT_MS - 1)
    expect(await store.keys.noteAbsent(revoking, undefined)).toBe(false)
    store.pass(1)
    expect(await store.keys.noteAbsent(revoking, undefined)).toBe(true)
  })

  it('when a list in between has it, then the minute begins anew', async () => {
    await store.keys.noteAbsent(revoking, undefined)
    store.pass(ABSENT_MS)
    await store.keys.notePresent(revoking)
    expect(await store.keys.noteAbsent(revoking, undefined)).toBe(false)
    store.pass(ABSENT_MS)
    expect(await store.keys.noteAbsent(revoking, undefined)).toBe(true)
  })

  it('when the clock is set a year ahead in between, then no minute has gone by', async () => {
    await store.keys.noteAbsent(revoking, undefined)
    store.set(NOW + YEAR)
    expect(await store.keys.noteAbsent(revoking, undefined)).toBe(false)
  })

  it('when it was first seen by a clock that was a year fast, then the minute begins anew', async () => {
    store.set(NOW + YEAR)
    await store.keys.noteAbsent(revoking, undefined)
    store.set(NOW + ABSENT_MS)
    expect(await store.keys.noteAbsent(revoking, undefined)).toBe(false)
    store.pass(ABSENT_MS)
    expect(await store.keys.noteAbsent(revoking, undefined)).toBe(true)
  })

  it('when the process after this one looks, then the first look still counts', async () => {
    await store.keys.noteAbsent(revoking, undefined)
    store.pass(ABSENT_MS)
    expect(await store.of('the process after it').keys.noteAbsent(revoking, undefined)).toBe(true)
  })

  it('when Twilio’s own clock says that no minute has gone by, then ours doesn’t count, over a restart too', async () => {
    await store.keys.noteAbsent(revoking, NOW)
    store.set(NOW + YEAR)
    const next = store.of('the process after it').keys
    expect(await next.noteAbsent(revoking, NOW + ABSENT_MS - 1_000)).toBe(false)
    expect(await next.noteAbsent(revoking, NOW + ABSENT_MS)).toBe(true)
  })

  it('then its row says since when, until a list has it again or the key moves on', async () => {
    const absentSince = async () => (await store.keys.find(revoking.sid))?.absentSince
    await store.keys.noteAbsent(revoking, undefined)
    expect(await absentSince()).toBe(NOW)
    await store.keys.notePresent(revoking)
    expect(await absentSince()).toBeUndefined()
    await store.keys.noteAbsent(revoking, undefined)
    await store.keys.advance(revoking, 'held', { cause: 'unproven' }, BY_NEWKEY)
    expect(await absentSince()).toBeUndefined()
  })

  it('when another key is lacked too, then each has a minute of its own', async () => {
    const other = await revokingOf(store, OTHER_SID)
    await store.keys.noteAbsent(revoking, undefined)
    store.pass(ABSENT_MS)
    expect(await store.keys.noteAbsent(other, undefined)).toBe(false)
    expect(await store.keys.noteAbsent(revoking, undefined)).toBe(true)
  })
})
