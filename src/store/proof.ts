import { GENESIS, hashOf } from '../audit/chain.ts'
import { bytesOf, type StoredRecord } from '../audit/stored-record.ts'
import { ASKED_BY_PERSON } from '../domain/causes.ts'
import type { Keys } from '../domain/keys.ts'
import { mayDelete } from '../domain/prove-key.ts'
import type { Request } from '../domain/request.ts'
import type { Engine } from './engine.ts'

/** What the records prove about a key: whose it is, and whether newkey may delete it. */
export function createProof(db: Engine): Pick<Keys, 'isTaken' | 'isProved'> & {
  /** Whether the audit log has an intent of this request, with the person and the name that its row has. */
  readonly isIntended: (request: Pick<Request, 'id' | 'user' | 'name'>) => Promise<boolean>
} {
  const recordsOf = (sid: string) =>
    db.guard(() => db.selectFrom('audit').selectAll().where('sid', '=', sid).orderBy('seq').execute())

  /** Whether a record is unchanged and in the chain: it has the hash of the record before it, and the record after it has its own. */
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
      const matching = records.filter((record) => record.actor_user === user && record.name === name)
      return (await Promise.all(matching.map(isInChain))).includes(true)
    },

    isProved: async (key) => {
      // A log that doesn't end where this process left it proves nothing.
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
        isUnasked:
          key.state === 'created' || (key.state === 'revoking' && !ASKED_BY_PERSON.includes(key.cause)),
      })
    },
  }
}
