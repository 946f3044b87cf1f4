import type { Transaction } from 'kysely'
import type { EventActor } from '../domain/event.ts'
import { exceeded } from '../domain/policy.ts'
import { LEASE_MS, type Registry } from '../domain/registry.ts'
import { isIn, mayBecome, type Request, type State } from '../domain/request.ts'
import { NewkeyError } from '../errors.ts'
import { createAbsences } from './absences.ts'
import { append, commit, guard } from './append.ts'
import { eventOf } from './events.ts'
import { createProof } from './proof.ts'
import { createQueries } from './queries.ts'
import { columnsOf, readRow } from './rows.ts'
import type { RequestRow, Schema } from './schema.ts'
import type { OwnDatabase } from './sqlite/open.ts'
import type { StoreDeps } from './store-deps.ts'
import { createTellings } from './tellings.ts'
import { countFromNow, usageOf } from './usage.ts'

export function createRegistry(db: OwnDatabase, deps: StoreDeps): Registry {
  const proof = createProof(db)
  /** A clock that is slow for a moment makes no issue lie in the future. */
  const latest = () => Math.max(deps.now(), deps.steady())
  const lease = () => ({ owner: deps.owner, lease_until: deps.now() + LEASE_MS, changed_at: deps.now() })

  async function move(
    trx: Transaction<Schema>,
    from: Request,
    to: State,
    columns: Partial<RequestRow>,
    by: EventActor,
  ) {
    if (!mayBecome(from.state, to)) throw new TypeError(`a request doesn't go from ${from.state} to ${to}`)
    const owed =
      to === 'confirmed'
        ? {}
        : {
            told_at: null,
            tell_at: null,
            tellings: 0,
            attempts: 0,
            next_attempt_at: null,
            absent_since: null,
          }
    const row = await trx
      .updateTable('requests')
      .set({
        ...{ ...columns, ...lease(), ...owed, state: to, version: from.version + 1 },
        search_at: to === 'unknown' ? deps.now() : null,
        // A card from before is the owner's, or has been answered: somebody is still to be asked.
        ...(to === 'held' && { card_channel: null, card_ts: null }),
      })
      .where('id', '=', from.id)
      .where('state', '=', from.state)
      .where('version', '=', from.version)
      // What a transition doesn't change has to be as it was read: a row may have been edited in between.
      .where('team', '=', from.team)
      .where('user', '=', from.user)
      .where('account', '=', from.account)
      .where('region', '=', from.region)
      .where('dm', 'is', 'dm' in from ? from.dm : null)
      .where('sid', 'is', 'sid' in from ? from.sid : null)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw new NewkeyError('overtaken', 'the request is no longer in the state it was read in')
    const request = readRow(row)
    const record = await append(trx, deps.now(), eventOf(request, by))
    deps.leases.take(request.id)
    return { request, record }
  }

  return {
    ...createQueries(db, deps),
    isTaken: proof.isTaken,
    isProved: proof.isProved,
    ...createAbsences(db, deps),
    ...createTellings(db, deps),

    receive: async (ask, fingerprints) => {
      const { request } = await commit(db, deps.onAudit, async (trx) => {
        const { askedAt, ...same } = ask
        const row = await trx
          .insertInto('requests')
          .values({
            ...same,
            ...lease(),
            asked_at: askedAt,
            trigger_digest: fingerprints.trigger,
            delivery_digest: fingerprints.delivery,
            state: 'received',
            version: 1,
            attempts: 0,
            tellings: 0,
            searches: 0,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst()
        if (!row) return { request: undefined }
        const request = as(readRow(row), 'received')
        const record = await append(trx, deps.now(), eventOf(request, ask))
        deps.leases.take(request.id)
        return { request, record }
      })
      return request ?? 'duplicate'
    },

    advance: async (request, to, change, by) => {
      const columns = columnsOf(change)
      const moved = await commit(db, deps.onAudit, (trx) => move(trx, request, to, columns, by))
      return as(moved.request, to)
    },

    admit: async (request, limits, isStopping = () => false) => {
      const { request: moved } = await commit(db, deps.onAudit, async (trx) => {
        if (isStopping()) return move(trx, request, 'failed', columnsOf({ cause: 'interrupted' }), request)
        await countFromNow(trx, latest())
        const had = await usageOf(trx, request, deps.now())
        const over = exceeded(had, limits)
        if (!over) return move(trx, request, 'intent', columnsOf({ intentAt: deps.now() }), request)
        return move(trx, request, 'denied', columnsOf(over), request)
      })
      return isIn(moved, 'denied') || isIn(moved, 'failed') ? moved : as(moved, 'intent')
    },

    postpone: async (request, until) => {
      await guard(() =>
        db
          .updateTable('requests')
          .set({ next_attempt_at: until, attempts: request.attempts + 1 })
          .where('id', '=', request.id)
          .where('version', '=', request.version)
          .execute(),
      )
    },

    release: (id) => deps.leases.release(id),

    countFromNow: () => guard(() => countFromNow(db, latest())),
  }
}

/** @throws NewkeyError `store_corrupt` when the row isn't in the state that was just written */
function as<S extends State>(request: Request, state: S) {
  if (isIn(request, state)) return request
  throw new NewkeyError('store_corrupt', `a row that was written as ${state} reads otherwise`)
}
