import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createClicks } from '../../src/store/clicks.ts'
import { openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const DELIVERY = 'a'.repeat(64)
const OTHER = 'b'.repeat(64)
const kept = async (): Promise<number> => (await store.db.selectFrom('clicks').select('id').execute()).length

describe('given a click', () => {
  it('when it is noted again, also by the next process, then it is known', async () => {
    const clicks = createClicks(store.db)
    expect(await clicks.record(DELIVERY)).toBe('new')
    expect(await clicks.record(DELIVERY)).toBe('again')
    expect(await createClicks(store.db).record(DELIVERY)).toBe('again')
    expect(await clicks.record(OTHER)).toBe('new')
  })

  it('when it is noted many times at once, then it is new once', async () => {
    const clicks = createClicks(store.db)
    const answers = await Promise.all(Array.from({ length: 20 }, () => clicks.record(DELIVERY)))
    expect(answers.filter((answer) => answer === 'new')).toHaveLength(1)
  })

  it('when the database takes nothing, then that is said', async () => {
    const db = new DatabaseSync(store.file)
    db.exec(`create trigger full before insert on clicks begin select raise(abort, 'no'); end`)
    db.close()
    await expect(createClicks(store.db).record(DELIVERY)).rejects.toMatchObject({ code: 'store_failed' })
  })
})

describe('given clicks that are forgotten every hour', () => {
  it('when one is noted, then it is kept until the second time, whatever the clock says', async () => {
    const clicks = createClicks(store.db)
    await clicks.forget()
    await clicks.record(DELIVERY)
    store.pass(365 * 24 * 3_600_000)
    await clicks.forget()
    expect(await clicks.record(DELIVERY)).toBe('again')
    await clicks.record(OTHER)
    await clicks.forget()
    expect([await kept(), await clicks.record(OTHER)]).toEqual([1, 'again'])
    await clicks.forget()
    expect(await kept()).toBe(0)
  })

  it('when a process before noted one, then this one keeps it for an hour of its own', async () => {
    await createClicks(store.db).record(DELIVERY)
    const clicks = createClicks(store.db)
    await clicks.forget()
    expect(await clicks.record(DELIVERY)).toBe('again')
    await clicks.forget()
    expect(await kept()).toBe(0)
  })

  it('when all are forgotten, then the next is still kept for its hour', async () => {
    const clicks = createClicks(store.db)
    await clicks.record(DELIVERY)
    await clicks.forget()
    await clicks.forget()
    await clicks.record(OTHER)
    await clicks.forget()
    expect(await kept()).toBe(1)
  })

  it('when there are too many, then the oldest go', async () => {
    const db = new DatabaseSync(store.file)
    db.exec(`with recursive counted (n) as (select 1 union all select n + 1 from counted where n < 100010)
      insert into clicks (payload_digest) select 'click ' || n from counted`)
    db.close()
    await createClicks(store.db).forget()
    expect(await kept()).toBe(100_000)
  })
})
