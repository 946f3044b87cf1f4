import type { Instant } from '../domain/clock.ts'
import { PURPOSES, type Purpose } from '../domain/purpose.ts'
import type { MessageRow } from './schema.ts'
import type { Trx } from './transact.ts'

/** What a transition owes people, and about what. */
export interface Owing {
  /** The id of the request, or the sid of the key. */
  readonly about: string
  readonly version: number
  readonly owes: readonly Purpose[]
  /** Whether a card that stands is owed an update. */
  readonly isCardAnew: boolean
  readonly now: Instant
}

/**
 * Writes, within a transition, what people are now owed, and forgets what they were owed about the last state. Where a
 * message stands in Slack stays known, since it is updated later.
 */
export async function owe(trx: Trx, owing: Owing): Promise<void> {
  const rows = await trx.selectFrom('messages').selectAll().where('about', '=', owing.about).execute()
  for (const purpose of PURPOSES) {
    const row = rows.find((one) => one.purpose === purpose)
    if (owing.owes.includes(purpose)) await write(trx, owing, purpose, row)
    else if (row) await forget(trx, row)
  }
}

async function write(
  trx: Trx,
  { about, version, now, isCardAnew }: Owing,
  purpose: Purpose,
  row: MessageRow | undefined,
): Promise<void> {
  if (!row) {
    await trx.insertInto('messages').values({ about, purpose, version, attempts: 0, due_at: now }).execute()
    return
  }
  const isSettled = purpose === 'card' && row.due_at === null && !isCardAnew
  await trx
    .updateTable('messages')
    .set({
      version,
      attempts: 0,
      due_at: isSettled ? null : now,
      // A question that has been answered stays answered: the next one is asked anew.
      ...(purpose === 'review' && { channel: null, ts: null }),
    })
    .where('about', '=', about)
    .where('purpose', '=', purpose)
    .execute()
}

async function forget(trx: Trx, { about, purpose, ts }: MessageRow): Promise<void> {
  if (ts === null)
    await trx.deleteFrom('messages').where('about', '=', about).where('purpose', '=', purpose).execute()
  else
    await trx
      .updateTable('messages')
      .set({ due_at: null })
      .where('about', '=', about)
      .where('purpose', '=', purpose)
      .execute()
}
