import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { KeyIn } from '../../src/domain/key.ts'
import type { RequestIn } from '../../src/domain/request.ts'
import { ADA, DM, GROUP, NOW, OTHER_SID, SID } from '../unit/ids.ts'
import { BY_BOB, BY_NEWKEY, createdOf, foundOf, intentOf, madeKey, owedTo } from './lives.ts'
import { openStore, type Store } from './store.ts'

let store: Store
let intent: RequestIn<'intent'>
beforeEach(async () => {
  store = await openStore()
  intent = await intentOf(store, { name: 'payments-svc' })
})
afterEach(() => store.close())

const judge = () => store.requests.advance(intent, 'unknown', { cause: 'interrupted' }, BY_NEWKEY)
/** What was recorded after the intent. */
const events = (): string[] =>
  store.onAudit.slice(3).map(({ event, outcome, actor }) => `${event} ${outcome} ${actor.user}`)
const keys = async (): Promise<number> => (await store.db.selectFrom('keys').select('sid').execute()).length

describe('given an answer of Twilio’s in time', () => {
  it('then the key is recorded and the request is issued, with one record', async () => {
    store.pass(2_000)
    const claim = await store.keys.claim(intent, {
      ...madeKey(),
      name: 'payments-svc',
      createdAt: NOW + 1_000,
    })
    const key: KeyIn<'created'> = {
      sid: SID,
      state: 'created',
      version: 1,
      request: intent.id,
      isFound: false,
      owner: ADA,
      team: intent.team,
      group: GROUP,
      dm: DM,
      name: 'payments-svc',
      reason: 'for refunds',
      account: intent.account,
      region: 'us1',
      api: 'v2010',
      createdAt: NOW + 1_000,
      recordedAt: NOW + 2_000,
      changedAt: NOW + 2_000,
      attempts: 0,
      absentSince: undefined,
    }
    expect(claim).toEqual({ kind: 'created', key, isLate: false })
    expect(await store.keys.find(SID)).toEqual(key)
    expect(await store.requests.find(intent.id)).toMatchObject({ state: 'issued', version: 4 })
    expect(events()).toEqual([`created ok ${ADA}`])
    expect(store.onAudit.at(-1)).toMatchObject({
      request: intent.id,
      sid: SID,
      group: GROUP,
      name: 'payments-svc',
    })
    expect(await owedTo(store.messages, key)).toEqual([])
  })

  it('when Twilio gives no time, then none is recorded', async () => {
    await store.keys.claim(intent, { ...madeKey(), createdAt: undefined })
    expect(await store.keys.find(SID)).toMatchObject({ createdAt: undefined, recordedAt: NOW })
  })

  it('when the record can’t be written, then neither key nor request is changed', async () => {
    await sql`create trigger full before insert on audit when new.event = 'created'
      begin select raise(abort, 'full'); end`.execute(store.db)
    await expect(store.keys.claim(intent, madeKey())).rejects.toMatchObject({ code: 'store_failed' })
    expect(await store.requests.find(intent.id)).toEqual(intent)
    expect(await store.keys.find(SID)).toBeUndefined()
  })

  it('when the same is claimed again, as after a commit whose answer was lost, then the key is found', async () => {
    await store.keys.claim(intent, madeKey())
    expect(await store.keys.claim(intent, madeKey())).toMatchObject({
      kind: 'found',
      key: { state: 'created' },
    })
    expect(await keys()).toBe(1)
  })

  it('when the claims of two requests for one key meet, then one has it and the other is unknown', async () => {
    const other = await intentOf(store)
    const claims = await Promise.all([
      store.keys.claim(intent, madeKey()),
      store.keys.claim(other, madeKey()),
    ])
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['created', 'taken'])
    expect(await keys()).toBe(1)
  })
})

describe('given an answer that comes after recovery has judged the request', () => {
  it('then the key is the request’s all the same, and late: nobody is to see the secret', async () => {
    await judge()
    const claim = await store.keys.claim(intent, madeKey())
    expect(claim).toMatchObject({
      kind: 'created',
      isLate: true,
      key: { state: 'created', request: intent.id },
    })
    expect(await store.requests.find(intent.id)).toMatchObject({ state: 'issued', version: 5 })
    expect(events()).toEqual(['unknown interrupted newkey', `created ok ${ADA}`])
  })

  it('then nobody is told any more that a key may exist, and nothing is searched for', async () => {
    const unknown = await judge()
    expect(await owedTo(store.messages, unknown)).toEqual(['ending'])
    await store.keys.claim(intent, madeKey())
    expect(await owedTo(store.messages, unknown)).toEqual([])
    expect(await store.requests.takeSearches()).toEqual([])
  })
})

describe('given a key that a search found before the answer came', () => {
  const found = async (): Promise<KeyIn<'held'>> => foundOf(store, await judge())

  it.each([
    { state: 'held', move: async () => found() },
    { state: 'active', move: async () => store.keys.advance(await found(), 'active', {}, BY_BOB) },
    {
      state: 'revoking',
      move: async () => store.keys.advance(await found(), 'revoking', { cause: 'decided' }, BY_BOB),
    },
    {
      state: 'revoked',
      move: async () =>
        store.keys.advance(
          await store.keys.advance(await found(), 'revoking', { cause: 'decided' }, BY_BOB),
          'revoked',
          {},
          BY_NEWKEY,
        ),
    },
  ])('when it is $state, then it stays so, and is on record as the request’s own', async ({ move }) => {
    const key = await move()
    const before = events()
    const proved = { ...key, isFound: false }
    expect(await store.keys.claim(intent, madeKey())).toEqual({ kind: 'found', key: proved })
    expect(await store.keys.find(SID)).toEqual(proved)
    expect(await store.requests.find(intent.id)).toMatchObject({ state: 'issued' })
    expect(events()).toEqual([...before, `created ok ${ADA}`])
    expect(store.onAudit.at(-1)).toMatchObject({ sid: SID, request: intent.id })
  })
})

describe('given an answer that names another request’s key', () => {
  it.each(['b', 'B'])('when it is spelled with %s, then nobody knows whose it is', async (letter) => {
    const theirs = await createdOf(store)
    await sql`update keys set sid = ${`SK${letter.repeat(32)}`}`.execute(store.db)
    const before = await store.db.selectFrom('keys').selectAll().execute()
    const claim = await store.keys.claim(intent, madeKey())
    expect(claim).toMatchObject({ kind: 'taken', request: { state: 'unknown', cause: 'twilio_other_key' } })
    expect(await store.requests.find(intent.id)).toMatchObject({ state: 'unknown', version: 4 })
    expect(await store.db.selectFrom('keys').selectAll().execute()).toEqual(before)
    expect(events().at(-1)).toBe(`unknown twilio_other_key ${ADA}`)
    expect(store.onAudit.filter(({ event }) => event === 'created')).toMatchObject([
      { request: theirs.request },
    ])
  })

  it('when recovery has judged the request meanwhile, then it stays unknown, and nothing is written', async () => {
    await createdOf(store)
    const unknown = await judge()
    const before = events()
    expect(await store.keys.claim(intent, madeKey())).toEqual({ kind: 'taken', request: unknown })
    expect(await store.requests.find(intent.id)).toEqual(unknown)
    expect(events()).toEqual(before)
  })
})

describe('given a request that was changed behind newkey’s back', () => {
  it.each([
    { what: 'its requester', change: `"user" = 'U0EVE00001'` },
    { what: 'its DM', change: `dm = 'D0EVE00001'` },
    { what: 'its account', change: `account = 'AC${'9'.repeat(32)}'` },
    { what: 'its version', change: 'version = 9' },
  ])(
    'when $what was edited, then the key is the real requester’s, and nobody sees its secret',
    async ({ change }) => {
      await sql.raw(`update requests set ${change} where id = '${intent.id}'`).execute(store.db)
      expect(await store.keys.claim(intent, madeKey())).toMatchObject({
        kind: 'created',
        isLate: true,
        key: { owner: ADA, dm: DM, account: intent.account },
      })
      expect(await store.requests.find(intent.id)).toMatchObject({ state: 'issued' })
    },
  )

  it.each([
    { what: 'is gone', change: 'delete from requests' },
    { what: 'was set back', change: "update requests set state = 'authorized'" },
    { what: 'has failed', change: "update requests set state = 'failed', cause = 'interrupted'" },
  ])('when it $what, then the claim is overtaken, and nothing is written', async ({ change }) => {
    await sql.raw(change).execute(store.db)
    await expect(store.keys.claim(intent, madeKey(OTHER_SID))).rejects.toMatchObject({ code: 'overtaken' })
    expect(await keys()).toBe(0)
    expect(events()).toEqual([])
  })
})
