import type { ExpressionBuilder } from 'kysely'
import type { Instant } from '../keys/key.ts'
import type { Log } from '../keys/log.ts'
import { MAY_BE_IN_USE } from '../keys/reasons.ts'
import type { Registry } from '../keys/registry.ts'
import { isIn, type State } from '../keys/request.ts'
import { guard } from './append.ts'
import type { Database } from './node-sqlite.ts'
import { readable, readRow } from './rows.ts'
import type { Schema } from './schema.ts'

const OPEN: readonly State[] = ['received', 'authorized', 'intent', 'created', 'revoke_pending']
const TELLABLE: readonly State[] = [
  'delivered',
  'confirmed',
  'denied',
  'failed',
  'unknown',
  'held',
  'revoked',
]

/** The part of the registry that changes nothing. */
export function createQueries(
  db: Database,
  deps: { readonly now: () => Instant; readonly owner: string; readonly log: Log },
): Pick<Registry, 'find' | 'findKey' | 'revokedUnasked' | 'unfinished' | 'due'> {
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
          .where('why', 'in', MAY_BE_IN_USE)
          .where('changed_at', '>', since)
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
            row.search_at ?? row.next_attempt_at ?? (isIn(request, 'held') ? undefined : row.lease_until),
        })),
      )
    },

    due: async () => {
      const now = deps.now()
      const rows = await guard(() =>
        db
          .selectFrom('requests')
          .selectAll()
          .where((is) => is.or([is('owner', '!=', deps.owner), is('lease_until', '<', now)]))
          .where((is) => is.or([is('next_attempt_at', 'is', null), is('next_attempt_at', '<=', now)]))
          .where((is) => is.or([is('state', 'in', OPEN), untold(is)]))
          .orderBy('asked_at')
          .execute(),
      )
      return rows.flatMap((row) => readable(row, deps.log))
    },
  }
}

/** An end that its requester, or the person who is to decide, hasn't been told. */
const untold = (is: ExpressionBuilder<Schema, 'requests'>) =>
  is.or([
    is.and([is('state', 'in', TELLABLE), is('told_at', 'is', null)]),
    is.and([is('state', '=', 'held'), is('card_ts', 'is', null)]),
  ])
