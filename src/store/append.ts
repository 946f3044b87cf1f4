import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import { z } from 'zod'
import { link } from '../audit/chain.ts'
import type { AuditListener } from '../audit/log.ts'
import type { AuditEvent, AuditRecord } from '../audit/record.ts'
import { columnsOf } from '../audit/stored-record.ts'
import type { Instant } from '../domain/key.ts'
import { NewkeyError } from '../errors.ts'
import type { Schema } from './schema.ts'
import type { OwnDatabase } from './sqlite/open.ts'

/** Puts an event at the end of the chain, as the last thing in its transaction. */
export async function append(trx: Transaction<Schema>, at: Instant, event: AuditEvent): Promise<AuditRecord> {
  const head = await trx.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirstOrThrow()
  const next = link(head, at, event)
  const { seq, hash } = next.record
  await trx.insertInto('audit').values(columnsOf(next)).execute()
  await trx.updateTable('audit_head').set({ seq, hash }).execute()
  return next.record
}

/**
 * Runs one transaction, and lets the audit listener hear of its record once it is durable. It begins only where the
 * chain ends as this process left it.
 * @throws NewkeyError `chain_rewritten` otherwise; nothing is written then
 * @throws NewkeyError `store_failed` for whatever the driver throws; our own errors as they are
 */
export async function commit<T extends { readonly record?: AuditRecord | undefined }>(
  db: OwnDatabase,
  onAudit: AuditListener,
  work: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  const { done, head } = await guard(() =>
    db.transaction().execute(async (trx) => {
      // SQLite works in this process, and transactions that wait would follow each other without a pause: between two of
      // them everything else has its turn, such as an ack.
      await turn()
      await db.witness.compare(trx)
      const done = await work(trx)
      return { done, head: await db.witness.expect(trx) }
    }),
  )
  db.witness.moved(head)
  if (done.record) {
    try {
      onAudit(done.record)
    } catch {
      // The record is durable; a listener that fails can't undo it.
    }
  }
  return done
}

/** How long a statement waits for another process to let go of the database (ms), and how often it looks. */
const BUSY_MS = 5_000
const LOOK_MS = 25

/**
 * Runs work on the database, and waits a while for whoever else is writing, such as a tool of the operator's.
 * @throws NewkeyError `store_failed` for whatever the driver throws; our own errors as they are
 */
export async function guard<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  for (;;) {
    try {
      return await work()
    } catch (cause) {
      if (!isBusy(cause) || performance.now() - began > BUSY_MS) throw failed(cause)
    }
    await pause(LOOK_MS)
  }
}

/** SQLite docs: "Result and Error Codes"; the lowest byte is the primary code, and 5 is SQLITE_BUSY. */
const coded = z.object({ errcode: z.number() })
export const isBusy = (error: unknown): boolean => ((coded.safeParse(error).data?.errcode ?? 0) & 0xff) === 5

function failed(cause: unknown): NewkeyError {
  if (cause instanceof NewkeyError) return cause
  const code = coded.safeParse(cause).data?.errcode
  return new NewkeyError('store_failed', 'the database did not take a change or give a row', {
    ...{ cause, ...(code !== undefined && { detail: `sqlite ${code}` }) },
  })
}
