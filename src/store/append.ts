import type { Transaction } from 'kysely'
import { linkRecord } from '../audit/chain.ts'
import type { AuditEvent, AuditRecord } from '../audit/record.ts'
import { columnsOf } from '../audit/stored-record.ts'
import type { Instant } from '../domain/clock.ts'
import type { Schema } from './schema.ts'

/**
 * Appends an event to the chain. It comes last in its transaction.
 * @param at when it happened (ms)
 * @returns the record, which isn't durable before the transaction has committed
 */
export async function append(trx: Transaction<Schema>, at: Instant, event: AuditEvent): Promise<AuditRecord> {
  // The update locks the head until the transaction ends, on any engine: no other record can take the same number.
  const head = await trx
    .updateTable('audit_head')
    .set((row) => ({ seq: row('seq', '+', 1) }))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow()
  const next = linkRecord({ seq: head.seq - 1, hash: head.hash }, at, event)
  const { seq, hash } = next.record
  await trx.insertInto('audit').values(columnsOf(next)).execute()
  await trx.updateTable('audit_head').set({ seq, hash }).execute()
  return next.record
}
