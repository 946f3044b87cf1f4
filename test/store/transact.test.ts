import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { AuditListener } from '../../src/audit/log.ts'
import type { AuditEvent } from '../../src/audit/record.ts'
import { NewkeyError } from '../../src/errors.ts'
import { createTransact, type Trx } from '../../src/store/transact.ts'
import { ACCOUNT, NOW } from '../unit/ids.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const event = (name: string): AuditEvent => ({
  event: name,
  request: null,
  actor: BY_ADA,
  account: ACCOUNT,
  region: 'us1',
  name: '',
  sid: null,
  group: null,
  reason: '',
  outcome: 'ok',
  details: {},
})
const transactOf = (onAudit: AuditListener = () => undefined) =>
  createTransact(store.db, { now: () => NOW, onAudit })
const write = (trx: Trx, digest: string) =>
  trx.insertInto('clicks').values({ payload_digest: digest }).execute()

/** What another process sees: only what has been committed. */
function committed(): { readonly events: readonly unknown[]; readonly clicks: readonly unknown[] } {
  const db = new DatabaseSync(store.file, { readOnly: true })
  try {
    return {
      events: db
        .prepare('select event from audit order by seq')
        .all()
        .map(({ event }) => event),
      clicks: db
        .prepare('select payload_digest from clicks')
        .all()
        .map(({ payload_digest }) => payload_digest),
    }
  } finally {
    db.close()
  }
}

describe('given a change', () => {
  it('when it says several things, then they are records in that order, in the same commit', async () => {
    const { result, records } = await transactOf()(async (trx) => {
      await write(trx, 'one')
      expect(committed()).toEqual({ events: [], clicks: [] })
      return { result: 7, events: [event('first'), event('second'), event('third')] }
    })
    expect(result).toBe(7)
    expect(records.map(({ seq, event: name }) => `${seq} ${name}`)).toEqual([
      '1 first',
      '2 second',
      '3 third',
    ])
    expect(committed()).toEqual({ events: ['first', 'second', 'third'], clicks: ['one'] })
  })

  it('when it says nothing, then it is committed without a record', async () => {
    const { records } = await transactOf()(async (trx) => {
      await write(trx, 'one')
      return { result: undefined, events: [] }
    })
    expect(records).toEqual([])
    expect(committed()).toEqual({ events: [], clicks: ['one'] })
  })

  it.each([
    { what: 'newkey’s own error', error: new NewkeyError('overtaken', 'too late'), code: 'overtaken' },
    { what: 'any other', error: new Error('no'), code: 'store_failed' },
  ])(
    'when it throws $what, then nothing is written, nobody hears of it, and that is thrown',
    async (thrown) => {
      const heard: string[] = []
      const transact = transactOf((record) => void heard.push(record.event))
      const failing = transact(async (trx) => {
        await write(trx, 'one')
        throw thrown.error
      })
      await expect(failing).rejects.toMatchObject({ code: thrown.code })
      expect(committed()).toEqual({ events: [], clicks: [] })
      expect(heard).toEqual([])
      await transact(async () => ({ result: undefined, events: [event('next')] }))
      expect(store.db.witness.rewritten()).toBeUndefined()
      expect(committed().events).toEqual(['next'])
    },
  )

  it('when the last of its records can’t be written, then neither are the others', async () => {
    const db = new DatabaseSync(store.file)
    db.exec(
      `create trigger full before insert on audit when new.event = 'second' begin select raise(abort, 'full'); end`,
    )
    db.close()
    const failing = transactOf()(async (trx) => {
      await write(trx, 'one')
      return { result: undefined, events: [event('first'), event('second')] }
    })
    await expect(failing).rejects.toMatchObject({ code: 'store_failed' })
    expect(committed()).toEqual({ events: [], clicks: [] })
  })
})

describe('given somebody who listens', () => {
  it('then they hear of each record once it is durable, in the order of the chain', async () => {
    const heard: number[] = []
    const transact = transactOf(({ seq, event: name }) => {
      heard.push(seq)
      expect(committed().events[seq - 1]).toBe(name)
    })
    await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        transact(async () => ({ result: undefined, events: [event(`a${number}`), event(`b${number}`)] })),
      ),
    )
    expect(heard).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  })

  it('when they throw, then the change holds, and they hear of the next record', async () => {
    const heard: string[] = []
    const transact = transactOf(({ event: name }) => {
      heard.push(name)
      throw new Error('stdout is closed')
    })
    const { records } = await transact(async () => ({
      result: undefined,
      events: [event('first'), event('second')],
    }))
    expect(records).toHaveLength(2)
    expect(heard).toEqual(['first', 'second'])
    expect(committed().events).toEqual(['first', 'second'])
  })
})

describe('given a disk that has no more room', () => {
  it('when a change is written, then the fault says so, and the next change works once there is room', async () => {
    const transact = transactOf()
    await sql`pragma max_page_count = 1`.execute(store.db)
    const long = 'x'.repeat(100_000)
    await expect(
      transact(async (trx) => {
        await write(trx, long)
        return { result: undefined, events: [] }
      }),
    ).rejects.toMatchObject({
      code: 'store_failed',
      detail: expect.stringMatching(/^sqlite 13: the disk of .* is full/),
      isLasting: true,
    })
    await sql`pragma max_page_count = 100000`.execute(store.db)
    await transact(async (trx) => {
      await write(trx, long)
      return { result: undefined, events: [event('later')] }
    })
    expect(committed().clicks).toHaveLength(1)
  })
})
