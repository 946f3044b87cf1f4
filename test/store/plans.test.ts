import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { NOW, OTHER_SID } from '../unit/ids.ts'
import { running, unknownOf } from './lives.ts'
import { openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

/** How SQLite looks for rows while something is done (SQLite docs: "EXPLAIN QUERY PLAN"): what it reads from end to end. */
async function scans(work: () => Promise<unknown>): Promise<string[]> {
  const statements = new Set<string>()
  const { prepare } = DatabaseSync.prototype
  DatabaseSync.prototype.prepare = function (sql: string) {
    if (/^\s*(select|update|delete)/i.test(sql)) statements.add(sql)
    return prepare.call(this, sql)
  }
  try {
    await work()
  } finally {
    DatabaseSync.prototype.prepare = prepare
  }
  expect(statements.size).toBeGreaterThan(0)
  const db = new DatabaseSync(store.file, { readOnly: true })
  const plans = [...statements].flatMap((sql) =>
    db
      .prepare(`explain query plan ${sql}`)
      .all()
      .map(({ detail }) => String(detail)),
  )
  db.close()
  return plans.filter((step) => /^SCAN (requests|keys|messages)\b(?!.* USING )/.test(step))
}

describe('given a database that has been in use for years', () => {
  it.each([
    { what: 'what has to be recovered', work: () => store.requests.due() },
    { what: 'what has to be searched for', work: () => store.requests.takeSearches() },
    { what: 'keys that need work', work: () => store.keys.due() },
    { what: 'keys that Twilio should have', work: () => store.keys.comparable() },
    { what: 'keys that were deleted elsewhere', work: () => store.keys.deletedElsewhere() },
    { what: 'questions to reviewers', work: () => store.messages.asked() },
    { what: 'messages that are owed', work: () => store.messages.due() },
    { what: 'rows that may be forgotten', work: () => store.refusedRequests.forget(NOW, running) },
    { what: 'issues that lie in the future', work: () => store.requests.countFromNow() },
  ])('when newkey looks for $what, then it reads no table from end to end', async ({ work }) => {
    expect(await scans(work)).toEqual([])
  })

  it('when a search has found a key, then neither are the requests of years read', async () => {
    const request = await unknownOf(store)
    const key = {
      sid: OTHER_SID,
      name: request.name,
      createdAt: NOW,
      updatedAt: NOW,
    }
    expect(await scans(() => store.keys.recordFound(request, key))).toEqual([])
  })
})
