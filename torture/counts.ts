import { SILENT_LOG } from '../src/log.ts'
import { readableRequest } from '../src/store/request-rows.ts'
import { openForReading } from '../src/store/sqlite/open.ts'
import { usageOf } from '../src/store/usage.ts'
import type { RecordRow, Rows } from './evidence.ts'

/** After these events a key is with its owner, or on its way there. Any other takes it from the count. */
const LIVE_AFTER = ['created', 'delivered', 'confirmed', 'kept']

/**
 * Counts each person's live keys from the audit log alone, with requests that have a key coming, and compares that with
 * what newkey's limits count.
 * @returns where the two differ
 */
export async function miscounted(file: string, { requests, records }: Rows): Promise<string[]> {
  const violations: string[] = []
  const db = openForReading(file)
  const asked = new Map(requests.map(({ id, user }) => [id, user]))
  try {
    const rows = await db.selectFrom('requests').selectAll().execute()
    const people = Map.groupBy(
      rows.flatMap((row) => readableRequest(row, SILENT_LOG)),
      ({ user }) => user,
    )
    for (const [user, [one]] of people) {
      if (!one) continue
      const theirs = records.filter(({ request }) => request !== null && asked.get(request) === user)
      const { liveKeys } = await usageOf(db, one, Date.now())
      const live = liveIn(theirs)
      if (live !== liveKeys)
        violations.push(`${user} has ${live} live keys, and the limits count ${liveKeys}`)
    }
  } finally {
    await db.destroy()
  }
  return violations
}

function liveIn(records: readonly RecordRow[]): number {
  const [keys, requests] = [new Map<string, string>(), new Map<string, string>()]
  for (const { event, sid, request } of records) {
    // A key that was found is in some state already when it turns out whose it is.
    if (event === 'created' && sid !== null && keys.has(sid)) requests.set(request ?? '', event)
    else if (['button_refused', 'untold'].includes(event)) continue
    else if (sid !== null) keys.set(sid, event)
    if (request !== null && (sid === null || event === 'created')) requests.set(request, event)
  }
  const live = [...keys.values()].filter((event) => LIVE_AFTER.includes(event))
  const coming = [...requests.values()].filter((event) => event === 'intent')
  return live.length + coming.length
}
