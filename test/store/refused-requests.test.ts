import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { RequestIn } from '../../src/domain/request.ts'
import { createRefusalCleanup } from '../../src/keys/forget-refusals.ts'
import { createRefusals } from '../../src/keys/refusals.ts'
import { SILENT_LOG } from '../../src/log.ts'
import { createRefusedRequests, MOST_ROWS } from '../../src/store/refused-requests.ts'
import { ACCOUNT, NOW } from '../unit/ids.ts'
import { MANY, running } from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

const DAY = 86_400_000

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

async function refuse({ told = true } = {}): Promise<RequestIn<'denied'>> {
  const change = { cause: 'not_in_group', retryAt: undefined } as const
  const denied = await store.requests.advance(await store.receive(), 'denied', change, BY_ADA)
  if (told) await store.messages.sent(denied, 'ending')
  return denied
}
const rows = async (): Promise<string[]> =>
  (await store.db.selectFrom('requests').select('state').orderBy('id').execute()).map(({ state }) => state)
const records = async (): Promise<number> =>
  (await store.db.selectFrom('audit').select('seq').execute()).length

describe('given refused requests', () => {
  it('when they are older than is kept, then their rows go, and their records stay', async () => {
    await refuse()
    store.pass(1)
    await refuse()
    expect(await createRefusedRequests(store.db).forget(NOW + 1, running)).toBe(1)
    expect(await rows()).toEqual(['denied'])
    expect(await records()).toBe(4)
  })

  it('when somebody hasn’t been told yet, then theirs stays until they have', async () => {
    const denied = await refuse({ told: false })
    const refused = createRefusedRequests(store.db)
    expect(await refused.forget(NOW + DAY, running)).toBe(0)
    await store.messages.sent(denied, 'ending')
    expect(await refused.forget(NOW + DAY, running)).toBe(1)
  })

  it('when other requests are as old, then they stay', async () => {
    await store.receive()
    const failed = await store.requests.advance(
      await store.receive(),
      'failed',
      { cause: 'interrupted' },
      BY_ADA,
    )
    await store.messages.sent(failed, 'ending')
    await store.authorize()
    expect(await createRefusedRequests(store.db).forget(NOW + DAY, running)).toBe(0)
    expect(await rows()).toHaveLength(3)
  })

  it('when there are many, then they go in statements of a bounded size, and a stop ends it', async () => {
    await refuse()
    const number = 2 * MOST_ROWS
    await sql`insert into requests (id, version, state, trigger_digest, payload_digest, team, "user", name, reason,
        account, region, api, owner_process, lease_until, cause, asked_at, changed_at, attempts)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${number})
      select 'copy ' || i, 1, 'denied', 't' || i, 'd' || i, team, "user", name, reason, account, region, api,
        owner_process, lease_until, cause, asked_at, changed_at, attempts from n, requests where requests.id not like 'copy%'`.execute(
      store.db,
    )
    let asked = 0
    const refused = createRefusedRequests(store.db)
    expect(await refused.forget(NOW + 1, () => asked++ > 0)).toBe(MOST_ROWS)
    expect(await refused.forget(NOW + 1, running)).toBe(number + 1 - MOST_ROWS)
    expect(await rows()).toEqual([])
  })

  it('then an index serves the search for them', async () => {
    const { rows: plan } = await sql<{ detail: string }>`explain query plan select id from requests
      where state = 'denied' and changed_at < ${NOW}
      and not exists (select 1 from messages where about = requests.id) order by changed_at limit 9`.execute(
      store.db,
    )
    expect(plan.map(({ detail }) => detail).join()).toContain('requests_denied')
  })
})

describe('given a clock', () => {
  async function forgetting() {
    const clock = { wall: NOW, monotonic: 5 }
    const before: number[] = []
    const refusals = createRefusals({
      audit: { append: async () => Promise.reject(new Error('nothing is refused here')) },
      location: { account: ACCOUNT, region: 'us1' },
      log: SILENT_LOG,
      monotonic: () => clock.monotonic,
    })
    const forget = createRefusalCleanup({
      refused: {
        forget: async (instant) => {
          before.push(instant)
          return 0
        },
      },
      retentionMs: 90 * DAY,
      policy: { isStopping: running, holdRevocations: false, limits: MANY, refusals },
      log: SILENT_LOG,
      clock: {
        now: () => clock.wall,
        steady: () => NOW - 5 + clock.monotonic,
        monotonic: () => clock.monotonic,
        pause: async () => undefined,
      },
    })
    // The first pass, at the start, deletes nothing: a clock that is wrong then is often set right soon after.
    await forget()
    expect(before).toEqual([])
    return { clock, before, forget }
  }

  it('when it goes as it should, then rows are judged by it', async () => {
    const { clock, before, forget } = await forgetting()
    await forget()
    clock.wall += DAY
    clock.monotonic += DAY
    await forget()
    expect(before).toEqual([NOW - 90 * DAY, NOW - 89 * DAY])
  })

  it('when it is a year fast for a moment, then no more is deleted than the time gone by allows', async () => {
    const { clock, before, forget } = await forgetting()
    clock.wall += 365 * DAY
    clock.monotonic += 1_000
    await forget()
    expect(before).toEqual([NOW + 1_000 - 90 * DAY])
  })

  it('when it is set back, then that is believed', async () => {
    const { clock, before, forget } = await forgetting()
    clock.wall -= DAY
    clock.monotonic += DAY
    await forget()
    expect(before).toEqual([NOW - 91 * DAY])
  })
})
