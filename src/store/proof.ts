import { hashOf } from '../audit/chain.ts'
import { bytesOf } from '../audit/verify.ts'
import { mayDelete } from '../keys/prove-key.ts'
import type { Registry } from '../keys/registry.ts'
import { guard } from './append.ts'
import type { Database } from './node-sqlite.ts'

/** What the records say of whose a key is. */
export function createProof(db: Database): Pick<Registry, 'isTaken' | 'isProved'> {
  const recordsOf = (sid: string) =>
    guard(() => db.selectFrom('audit').selectAll().where('sid', '=', sid).orderBy('seq').execute())

  return {
    isTaken: async (sid, { id }) => {
      const row = await guard(() =>
        db
          .selectFrom('requests')
          .select('id')
          .where('sid', '=', sid)
          .where('id', '!=', id)
          .where((is) => is.or([is('origin', 'is', null), is('origin', '!=', id)]))
          .executeTakeFirst(),
      )
      return row !== undefined || (await recordsOf(sid)).some(({ request }) => request !== id)
    },

    isProved: async ({ id, origin, sid }) => {
      const records = await recordsOf(sid)
      const whole = records.filter(
        (record) =>
          record.hash === hashOf(record.previous_hash, record.bytes) && bytesOf(record) === record.bytes,
      )
      return mayDelete(
        whole.map(({ event, request, outcome, actor_user }) => ({
          event,
          request,
          outcome,
          user: actor_user,
        })),
        origin ?? id,
      )
    },
  }
}
