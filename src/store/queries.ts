import type { ExpressionBuilder } from 'kysely'
import { MAY_BE_IN_USE } from '../domain/causes.ts'
import type { Registry } from '../domain/registry.ts'
import { hasEnded, isIn, type State } from '../domain/request.ts'
import { isRequestId } from '../ids.ts'
import { LONGEST_PAUSE_MS } from '../keys/revoke-key.ts'
import { guard } from './append.ts'
import type { Leases } from './leases.ts'
import { readable, readRow } from './rows.ts'
import type { RequestRow, Schema } from './schema.ts'
import type { Database } from './sqlite/open.ts'
import type { StoreDeps } from './store-deps.ts'

const OPEN: readonly State[] = ['received', 'authorized', 'intent', 'created', 'revoke_pending']
const TELLABLE: readonly State[] = [
  'delivered',
  'confirmed',
  'denied',
  'failed',
  'unknown',
  'held',
  'revoke_pending',
  'revoked',
]
/** How many are told in one pass. */
const MOST_UNTOLD = 200
const HOUR_MS = 3_600_000

/** The part of the registry that changes nothing. */
export function createQueries(
  db: Database,
  deps: Pick<StoreDeps, 'now' | 'owner' | 'log'> & { readonly leases: Pick<Leases, 'runs'> },
): Pick<Registry, 'find' | 'findKey' | 'revokedUnasked' | 'unfinished' | 'due' | 'untold'> {
  /** Whether somebody is at work on the request: this process alone can be, since it has the file to itself. */
  const isTaken = ({ id, owner }: RequestRow): boolean =>
    owner === deps.owner && isRequestId(id) && deps.leases.runs(id)

  return {
    find: async (id) => {
      const row = await guard(() =>
        db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst(),
      )
      return row && readRow(row)
    },

    findKey: async (sid) => {
      const row = await guard(() =>
        db.selectFrom('requests').selectAll().where('sid', '=', sid).executeTakeFirst(),
      )
      return row && readRow(row)
    },

    revokedUnasked: async (since) => {
      const row = await guard(() =>
        db
          .selectFrom('requests')
          .select((count) => count.fn.countAll<number>().as('keys'))
          .where('state', 'in', ['revoke_pending', 'revoked'])
          .where('cause', 'in', MAY_BE_IN_USE)
          .where('changed_at', '>', since)
          // What a wrong clock recorded doesn't count until its time comes.
          .where('changed_at', '<', deps.now() + HOUR_MS)
          .executeTakeFirstOrThrow(),
      )
      return row.keys
    },

    unfinished: async () => {
      const rows = await guard(() =>
        db
          .selectFrom('requests')
          .selectAll()
          .where((is) =>
            is.or([is('state', 'in', [...OPEN, 'held']), is('search_at', 'is not', null), untold(is)]),
          )
          .orderBy('asked_at')
          .execute(),
      )
      return rows.flatMap((row) =>
        readable(row, deps.log).map((request) => ({
          request,
          nextAt:
            row.search_at ??
            row.next_attempt_at ??
            row.tell_at ??
            (isIn(request, 'held') ? undefined : row.lease_until),
        })),
      )
    },

    due: async () => {
      const now = deps.now()
      const rows = await guard(() =>
        db
          .selectFrom('requests')
          .selectAll()
          .where('state', 'in', OPEN)
          .where((is) => isNow(is, 'next_attempt_at', now))
          .orderBy('asked_at')
          .execute(),
      )
      return rows.filter((row) => !isTaken(row)).flatMap((row) => readable(row, deps.log))
    },

    untold: async () => {
      const now = deps.now()
      const rows = await guard(() =>
        db
          .selectFrom('requests')
          .selectAll()
          .where(untold)
          .where((is) => isNow(is, 'tell_at', now))
          .orderBy('asked_at')
          .limit(MOST_UNTOLD)
          .execute(),
      )
      return rows
        .filter((row) => !isTaken(row))
        .flatMap((row) => readable(row, deps.log))
        .filter(hasEnded)
    },
  }
}

/** Whether a time has come, or lies further ahead than any pause: then a wrong clock has set it. */
const isNow = (
  is: ExpressionBuilder<Schema, 'requests'>,
  column: 'next_attempt_at' | 'tell_at',
  now: number,
) => is.or([is(column, 'is', null), is(column, '<=', now), is(column, '>', now + LONGEST_PAUSE_MS)])

/** An end that its requester, or the person who is to decide, hasn't been told. */
const untold = (is: ExpressionBuilder<Schema, 'requests'>) =>
  is.or([
    is.and([is('state', 'in', TELLABLE), is('told_at', 'is', null)]),
    is.and([is('state', '=', 'held'), is('card_ts', 'is', null)]),
  ])
