import { setImmediate as turn } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import type { AuditListener } from '../audit/log.ts'
import type { AuditEvent, AuditRecord } from '../audit/record.ts'
import type { Instant } from '../domain/clock.ts'
import { append } from './append.ts'
import type { Engine } from './engine.ts'
import type { Schema } from './schema.ts'

export type Trx = Transaction<Schema>

/** What a change found, and what the audit log says of it: nothing where the change didn't hold. */
export interface Changed<T> {
  readonly result: T
  readonly events: readonly AuditEvent[]
}

/** What a change found, and the records of it that are now durable. */
export interface Committed<T> {
  readonly result: T
  readonly records: readonly AuditRecord[]
}

/**
 * The only place that begins and commits. A transition hands in its compare-and-set and what the audit log is to say,
 * and hears whether it held; so transitions can share a commit, and another engine can stand below, without a verb
 * knowing of either.
 */
export type Transact = <T>(change: (trx: Trx) => Promise<Changed<T>>) => Promise<Committed<T>>

/**
 * @param deps.onAudit hears of each record once it is durable, in the order of the chain
 * @returns a function that throws NewkeyError `store_failed` when the change isn't durable, and `chain_rewritten`,
 *   writing nothing, where the chain doesn't end as this process left it
 */
export function createTransact(
  db: Engine,
  deps: { readonly now: () => Instant; readonly onAudit: AuditListener },
): Transact {
  return async (change) => {
    const { result, records, head } = await db.guard(() =>
      db.transaction().execute(async (trx) => {
        // An engine may work inside this process, and transactions that wait would follow each other without a pause:
        // between two of them everything else has its turn, such as an ack.
        await turn()
        await db.witness.compare(trx)
        const { result, events } = await change(trx)
        const records: AuditRecord[] = []
        for (const event of events) records.push(await append(trx, deps.now(), event))
        return { result, records, head: await db.witness.expect(trx) }
      }),
    )
    db.witness.moved(head)
    for (const record of records) tell(deps.onAudit, record)
    return { result, records }
  }
}

/** The record is durable; a listener that fails can't undo it. */
function tell(onAudit: AuditListener, record: AuditRecord): void {
  try {
    onAudit(record)
  } catch {
    // It hears of the next one.
  }
}
