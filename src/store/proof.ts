import { GENESIS, hashOf } from '../audit/chain.ts'
import { bytesOf, type StoredRecord } from '../audit/stored-record.ts'
import { ASKED_BY_PERSON } from '../domain/causes.ts'
import type { Keys } from '../domain/keys.ts'
import { mayDelete } from '../domain/prove-key.ts'
import type { Request } from '../domain/request.ts'
import type { Engine } from './engine.ts'

/** What the records say of whose a key is. */
export function createProof(db: Engine): Pick<Keys, 'isTaken' | 'isProved'> & {
  /** Whether the audit log has the intent of a request, by the person and of the name that its row says. */
  readonly isIntended: (request: Pick<Request, 'id' | 'user' | 'name'>) => Promise<boolean>
} {
  const recordsOf = (sid: string) =>
    db.guard(() => db.selectFrom('audit').selectAll().where('sid', '=', sid).orderBy('seq').execute())

  /** Whether a record is whole, and stands in the chain: it names the one before it, and the one after it names it. */
  async function isInChain(record: StoredRecord): Promise<boolean> {
    const { seq, previous_hash, hash, bytes } = record
    if (seq < 1 || hash !== hashOf(previous_hash, bytes) || bytesOf(record) !== bytes) return false
    const around = await db.guard(() =>
      db
        .selectFrom('audit')
        .select(['seq', 'hash', 'previous_hash'])
        .where('seq', 'in', [seq - 1, seq + 1])
        .execute(),
    )
    const before = seq === 1 ? GENESIS : around.find((one) => one.seq === seq - 1)?.hash
    const after = around.find((one) => one.seq === seq + 1)
    return before === previous_hash && (after === undefined || after.previous_hash === hash)
  }

  return {
    isTaken: async (sid, { id }) => {
      const row = await db.guard(() =>
        db
          .selectFrom('keys')
          .select('sid')
          .where('sid', '=', sid)
          .where('request', '!=', id)
          .executeTakeFirst(),
      )
      return row !== undefined || (await recordsOf(sid)).some(({ request }) => request !== id)
    },

    isIntended: async ({ id, user, name }) => {
      const records = await db.guard(() =>
        db.selectFrom('audit').selectAll().where('request', '=', id).where('event', '=', 'intent').execute(),
      )
      const fitting = records.filter((record) => record.actor_user === user && record.name === name)
      return (await Promise.all(fitting.map(isInChain))).includes(true)
    },

    isProved: async (key) => {
      // A log that ends otherwise than this process left it proves nothing.
      await db.guard(() => db.witness.compare(db))
      const records = await recordsOf(key.sid)
      const inChain = await Promise.all(records.map(isInChain))
      const traces = records
        .filter((_, at) => inChain[at])
        .map(({ event, request, outcome, actor_user }) => ({
          event,
          request,
          outcome,
          user: actor_user,
        }))
      return mayDelete(traces, {
        request: key.request,
        owner: key.owner,
        isUnasked: key.state === 'created' || !ASKED_BY_PERSON.includes(key.cause),
      })
    },
  }
}
