import type { Instant } from '../domain/clock.ts'
import type { Key } from '../domain/key.ts'
import { PURPOSES, type Purpose } from '../domain/purpose.ts'
import type { MessageRow } from './schema.ts'
import type { Trx } from './transact.ts'

/** The messages that a transition owes people. */
export interface TransitionMessages {
  /** The id of the request, or the sid of the key. */
  readonly about: string
  readonly version: number
  readonly owes: readonly Purpose[]
  readonly now: Instant
}

/**
 * Writes, in a transition's own transaction, the messages that people are now owed, and drops those about the last state.
 * A posted card or question stays known, and is owed an update after every transition, so that it never says what is no
 * longer true.
 */
export async function owe(trx: Trx, owing: TransitionMessages): Promise<void> {
  const rows = await trx.selectFrom('messages').selectAll().where('about', '=', owing.about).execute()
  for (const purpose of PURPOSES) {
    const row = rows.find((one) => one.purpose === purpose)
    const isPosted = row !== undefined && row.ts !== null
    if (owing.owes.includes(purpose) || isPosted) await write(trx, owing, purpose, row)
    else if (row) await drop(trx, row)
  }
}

async function write(
  trx: Trx,
  { about, version, owes, now }: TransitionMessages,
  purpose: Purpose,
  row: MessageRow | undefined,
): Promise<void> {
  if (!row) {
    await trx.insertInto('messages').values({ about, purpose, version, attempts: 0, due_at: now }).execute()
    return
  }
  await trx
    .updateTable('messages')
    .set({
      version,
      attempts: 0,
      due_at: now,
      // An answered question stays as it is in Slack: the next one is a new message.
      ...(purpose === 'review' && owes.includes(purpose) && { channel: null, ts: null, reader: null }),
    })
    .where('about', '=', about)
    .where('purpose', '=', purpose)
    .execute()
}

/** Drops a message that was never sent, and that nobody is owed any more. */
async function drop(trx: Trx, { about, purpose }: MessageRow): Promise<void> {
  await trx.deleteFrom('messages').where('about', '=', about).where('purpose', '=', purpose).execute()
}

/** Owes the owner of a key that waits for a reviewer a message about how it stands. */
export async function oweEnding(trx: Trx, key: Key, now: Instant): Promise<void> {
  await trx
    .insertInto('messages')
    .values({ about: key.sid, purpose: 'ending', version: key.version, attempts: 0, due_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
