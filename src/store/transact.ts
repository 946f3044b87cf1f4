import type { Transaction } from 'kysely'
import type { AuditListener } from '../audit/log.ts'
import type { AuditEvent, AuditRecord } from '../audit/record.ts'
import type { Instant } from '../domain/clock.ts'
import { append } from './append.ts'
import type { Engine } from './engine.ts'
import type { Schema } from './schema.ts'

export type Trx = Transaction<Schema>

/** The result of a change, and its audit events: none if the change didn't apply. */
export interface Changed<T> {
  readonly result: T
  readonly events: readonly AuditEvent[]
}

/** The result of a change, and its records, which are now durable. */
export interface Committed<T> {
  readonly result: T
  readonly records: readonly AuditRecord[]
}

/**
 * The only place that begins and commits transactions. A transition passes its compare-and-set and its audit events, and
 * learns whether they were committed. So transitions could share a commit, or run on another engine, without any change
 * to a verb.
 */
export type Transact = <T>(change: (trx: Trx) => Promise<Changed<T>>) => Promise<Committed<T>>

/**
 * @param deps.onAudit called with each record once it is durable, in the order of the chain
 * @returns a function that throws NewkeyError `store_failed` if the change isn't durable, and `chain_rewritten` if the
 *   chain doesn't end where this process left it; then nothing is written
 */
export function createTransact(
  db: Engine,
  deps: { readonly now: () => Instant; readonly onAudit: AuditListener },
): Transact {
  return async (change) => {
    const { result, records, head } = await db.guard(() =>
      db.transaction().execute(async (trx) => {
        // Waiting transactions would follow each other without a pause: in between, other work runs, such as an ack.
        await db.giveTurn()
        await db.witness.compare(trx)
        const { result, events } = await change(trx)
        const records: AuditRecord[] = []
        for (const event of events) records.push(await append(trx, deps.now(), event))
        return { result, records, head: await db.witness.expect(trx) }
      }),
    )
    db.witness.committed(head)
    for (const record of records) notify(deps.onAudit, record)
    return { result, records }
  }
}

/** Passes a record to the listener. The record is durable, so a listener that throws changes nothing. */
function notify(onAudit: AuditListener, record: AuditRecord): void {
  try {
    onAudit(record)
  } catch {
    // The next record is passed all the same.
  }
}
