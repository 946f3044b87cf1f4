import type { Transaction } from 'kysely'
import type { Instant } from '../keys/key.ts'
import { HOUR_MS, type Usage } from '../keys/policy.ts'
import type { Request, State } from '../keys/request.ts'
import type { Schema } from './schema.ts'

/** Keys that exist or may come to exist by themselves. */
const LIVE: readonly State[] = ['intent', 'created', 'delivered', 'confirmed', 'kept', 'revoke_pending']

/** Counts what the person who asks has had: their issues of the last hour that didn't fail, and their live keys. */
export async function usageOf(
  trx: Transaction<Schema>,
  { team, user }: Request,
  now: Instant,
): Promise<Usage> {
  // A row with an origin is a key that was found, and nothing that somebody asked for.
  const own = trx
    .selectFrom('requests')
    .where('team', '=', team)
    .where('user', '=', user)
    .where('origin', 'is', null)
  const recent = await own
    .select('intent_at')
    .where('intent_at', '>', now - HOUR_MS)
    .where('state', '!=', 'failed')
    .orderBy('intent_at')
    .execute()
  const live = await own
    .select((count) => count.fn.countAll<number>().as('keys'))
    .where('state', 'in', LIVE)
    .executeTakeFirstOrThrow()
  const issues = recent.flatMap(({ intent_at }) => (intent_at === null ? [] : [intent_at]))
  return { issues, liveKeys: live.keys }
}
