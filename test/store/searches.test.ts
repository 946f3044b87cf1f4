import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { MOMENTS_MS } from '../../src/domain/prove-key.ts'
import type { RequestIn } from '../../src/domain/request.ts'
import { DM, GROUP, keySid, NOW, OTHER_SID, SID } from '../unit/ids.ts'
import { foundOf, intentOf, listedKey, owedTo, unknownOf } from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
let unknown: RequestIn<'unknown'>
beforeEach(async () => {
  store = await openStore()
  unknown = await unknownOf(store, { name: 'payments-svc' })
})
afterEach(() => store.close())

const KEY = listedKey()

describe('given a request whose outcome is unknown', () => {
  it('then it is searched for at once; who takes the search has it for a minute', async () => {
    expect(await store.requests.takeSearches()).toEqual([unknown])
    expect(await store.requests.takeSearches()).toEqual([])
    store.pass(60_000)
    expect(await store.requests.takeSearches()).toHaveLength(1)
  })

  it('when two take searches at the same time, then one gets it', async () => {
    const taken = await Promise.all([
      store.requests.takeSearches(),
      store.of('another').requests.takeSearches(),
    ])
    expect(taken.map(({ length }) => length).sort()).toEqual([0, 1])
  })

  it('when a search is done, then the next is at its time, and they are counted', async () => {
    await store.requests.takeSearches()
    await store.requests.searched(unknown, NOW + 5_000)
    store.pass(4_999)
    expect(await store.requests.takeSearches()).toEqual([])
    store.pass(1)
    expect(await store.requests.takeSearches()).toMatchObject([{ attempts: 1 }])
    await store.requests.searched(unknown, undefined)
    store.pass(365 * 24 * 3_600_000)
    expect(await store.requests.takeSearches()).toEqual([])
  })

  it('when it has moved on meanwhile, then a search that is done changes nothing', async () => {
    const issued = await store.requests.advance(unknown, 'issued', {}, BY_ADA)
    await store.requests.searched(unknown, NOW + 5_000)
    expect(await store.requests.find(unknown.id)).toEqual(issued)
    store.pass(3_600_000)
    expect(await store.requests.takeSearches()).toEqual([])
  })

  it('when the audit log lacks its intent, then it isn’t searched for, and the log says so', async () => {
    await sql`update requests set name = 'prod-key' where id = ${unknown.id}`.execute(store.db)
    expect(await store.requests.takeSearches()).toEqual([])
    expect(store.logged.join()).toContain('The audit log has no record that this request asked Twilio')
  })
})

describe('given a key that a search found', () => {
  it('then it is held as one that the request may have made, and only a question is owed', async () => {
    store.pass(1_000)
    const held = await store.keys.recordFound(unknown, KEY)
    expect(held).toEqual({
      sid: SID,
      state: 'held',
      cause: 'orphan',
      version: 1,
      request: unknown.id,
      isFound: true,
      owner: unknown.user,
      team: unknown.team,
      group: GROUP,
      dm: DM,
      name: 'payments-svc',
      reason: 'for refunds',
      account: unknown.account,
      region: 'us1',
      api: 'v2010',
      createdAt: NOW,
      recordedAt: NOW + 1_000,
      changedAt: NOW + 1_000,
      attempts: 0,
      absentSince: undefined,
    })
    if (typeof held === 'string') throw new Error(held)
    expect(store.onAudit.at(-1)).toMatchObject({
      event: 'held',
      request: unknown.id,
      sid: SID,
      outcome: 'orphan',
      actor: { user: 'newkey' },
    })
    expect(await store.keys.find(SID)).toEqual(held)
    expect(await store.requests.find(unknown.id)).toEqual(unknown)
    expect(await owedTo(store.messages, held)).toEqual(['review'])
    // Nobody is at work on it, so the question waits for nobody's lease.
    expect((await store.messages.due()).map(({ purpose }) => purpose)).toEqual(['review'])
    expect(await store.keys.due()).toEqual([])
  })

  it('when Twilio spells its name oddly, then it is recorded as what can be shown', async () => {
    const held = await store.keys.recordFound(unknown, listedKey(SID, 'payments\u{202e}svc'))
    expect(held).toMatchObject({ name: 'payments\u{fffd}svc' })
  })

  it('when it is recorded already, then it is known; another one isn’t', async () => {
    await foundOf(store, unknown)
    expect(await store.keys.recordFound(unknown, KEY)).toBe('known')
    expect(await store.keys.recordFound(unknown, listedKey(OTHER_SID))).toMatchObject({ state: 'held' })
    expect(store.onAudit.filter(({ event }) => event === 'held')).toHaveLength(2)
  })

  it('when two record it at the same time, then one does', async () => {
    const other = await unknownOf(store, { name: 'payments-svc' })
    const answers = await Promise.all([
      store.keys.recordFound(unknown, KEY),
      store.of('another').keys.recordFound(other, KEY),
    ])
    expect(answers.filter((answer) => answer === 'known')).toHaveLength(1)
  })
})

describe('given a key that another request may just be making', () => {
  it('when that one bears its name, then nobody can say whose it is until that is over', async () => {
    const other = await intentOf(store, { name: 'payments-svc' })
    expect(await store.keys.recordFound(unknown, KEY)).toBe('undecided')
    await store.requests.advance(other, 'failed', { cause: 'twilio_busy' }, BY_ADA)
    expect(await store.keys.recordFound(unknown, KEY)).toMatchObject({ state: 'held' })
  })

  it('when that one bears another name, then that doesn’t matter', async () => {
    await intentOf(store, { name: 'another-svc' })
    expect(await store.keys.recordFound(unknown, KEY)).toMatchObject({ state: 'held' })
  })

  it.each([
    { what: 'within a minute of that intent', at: NOW + MOMENTS_MS, answer: 'undecided' },
    { what: 'later', at: NOW + MOMENTS_MS + 1, answer: { state: 'held' } },
    { what: 'at no time that Twilio gives', at: undefined, answer: { state: 'held' } },
  ])('when Twilio spells it otherwise and it came into being $what', async ({ at, answer }) => {
    await intentOf(store, { name: 'another-svc' })
    const found = await store.keys.recordFound(unknown, { ...listedKey(SID, 'Payments Svc'), createdAt: at })
    if (typeof answer === 'string') expect(found).toBe(answer)
    else expect(found).toMatchObject(answer)
  })

  it('when its row can’t be read, then it keeps nobody waiting', async () => {
    const other = await intentOf(store, { name: 'payments-svc' })
    await sql`update requests set team = 'not a team' where id = ${other.id}`.execute(store.db)
    expect(await store.keys.recordFound(unknown, listedKey(keySid(7)))).toMatchObject({ state: 'held' })
  })
})
