import type { ExpressionBuilder } from 'kysely'
import { recordableName } from '../domain/name.ts'
import { MOMENTS_MS } from '../domain/prove-key.ts'
import { LEASE_MS } from '../domain/registry.ts'
import { isIn } from '../domain/request.ts'
import type { Searches } from '../domain/searches.ts'
import { NewkeyError } from '../errors.ts'
import { append, commit, guard } from './append.ts'
import { eventOf } from './events.ts'
import { createProof } from './proof.ts'
import { readable, readRow } from './rows.ts'
import type { Schema } from './schema.ts'
import type { OwnDatabase } from './sqlite/open.ts'
import type { StoreDeps } from './store-deps.ts'

/** How long a search belongs to the one who took it (ms). */
const TAKEN_MS = 60_000
/** The longest pause between two searches (ms). One that is put off for longer was put off by a wrong clock. */
const LONGEST_MS = 3_600_000 + TAKEN_MS

export function createSearches(db: OwnDatabase, deps: StoreDeps): Searches {
  const proof = createProof(db)
  return {
    take: async () => {
      const rows = await guard(() =>
        db
          .updateTable('requests')
          .set({ search_at: deps.now() + TAKEN_MS })
          .where((is) =>
            is.or([is('search_at', '<=', deps.now()), is('search_at', '>', deps.now() + LONGEST_MS)]),
          )
          .where('state', '=', 'unknown')
          .returningAll()
          .execute(),
      )
      const due = rows.flatMap((row) =>
        readable(row, deps.log).flatMap((request) =>
          isIn(request, 'unknown') ? [{ request, searches: row.searches }] : [],
        ),
      )
      const isIntended = await Promise.all(due.map(({ request }) => proof.isIntended(request)))
      return due.filter(({ request }, at) => {
        if (!isIntended[at])
          deps.log.error(
            'The audit log doesn’t show that this request asked Twilio for a key, so none is searched for. A row of the database may be forged: run newkey audit verify',
            { request: request.id },
          )
        return isIntended[at]
      })
    },

    done: async (request, next) => {
      await guard(() =>
        db
          .updateTable('requests')
          .set((row) => ({ search_at: next ?? null, searches: row('searches', '+', 1) }))
          .where('id', '=', request.id)
          .where('version', '=', request.version)
          .execute(),
      )
    },

    hold: async (request, key, id) => {
      const { held } = await commit(db, deps.onAudit, async (trx) => {
        const known = await trx
          .selectFrom('requests')
          .select('id')
          .where('sid', '=', key.sid)
          .executeTakeFirst()
        if (known) return { held: 'known' as const }
        // Twilio may spell a name differently: then a request of any name, of about that time, may be making the key.
        const near = (is: ExpressionBuilder<Schema, 'requests'>) =>
          key.name === request.name || key.createdAt === undefined
            ? is.lit(false)
            : is.between('intent_at', key.createdAt - MOMENTS_MS, key.createdAt + MOMENTS_MS)
        const making = await trx
          .selectFrom('requests')
          .selectAll()
          .where('state', '=', 'intent')
          .where((is) => is.or([is('name', 'in', [request.name, key.name]), near(is)]))
          .execute()
        // A row that can't be read is never taken up, and mustn't keep this one waiting for ever.
        if (making.some((row) => readable(row, deps.log).length > 0)) return { held: 'undecided' as const }
        const name = recordableName(key.name)
        const { team, user, reason, account, region, api, group, dm, askedAt } = request
        const row = await trx
          .insertInto('requests')
          .values({
            ...{ id, team, user, name, reason, account, region, api, group, dm },
            // Its requester knows: the origin ended as unknown.
            told_at: deps.now(),
            ...{ asked_at: askedAt, changed_at: deps.now(), intent_at: request.intentAt },
            ...{
              owner: deps.owner,
              lease_until: deps.now() + LEASE_MS,
              version: 1,
              attempts: 0,
              tellings: 0,
              searches: 0,
            },
            ...{ trigger_digest: `orphan ${key.sid}`, delivery_digest: `orphan ${key.sid}` },
            ...{
              state: 'held',
              cause: 'orphan',
              sid: key.sid,
              key_created_at: key.createdAt ?? null,
              origin: request.id,
            },
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        const held = readRow(row)
        if (!isIn(held, 'held'))
          throw new NewkeyError('store_corrupt', 'a row that was written as held reads otherwise')
        const by = { user: 'newkey', team } as const
        return { held, record: await append(trx, deps.now(), eventOf(held, by)) }
      })
      return held
    },
  }
}
