import type { Transaction } from 'kysely'
import { link } from '../audit/chain.ts'
import type { AuditEvent, AuditRecord } from '../audit/record.ts'
import type { Instant } from '../domain/clock.ts'
import type { Schema } from './schema.ts'

/** Puts an event at the end of the chain, as the last thing in its transaction. */
export async function append(trx: Transaction<Schema>, at: Instant, event: AuditEvent): Promise<AuditRecord> {
  const head = await trx.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirstOrThrow()
  const { record, previous, bytes } = link(head, at, event)
  const { actor, hash, ...fields } = record
  await trx
    .insertInto('audit')
    .values({
      ...fields,
      actor_user: actor.user,
      actor_team: actor.team,
      previous_hash: previous,
      hash,
      bytes,
    })
    .execute()
  await trx.updateTable('audit_head').set({ seq: record.seq, hash }).execute()
  return record
}
