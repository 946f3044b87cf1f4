import type { Kysely, Transaction } from 'kysely'
import type { Instant } from '../domain/key.ts'
import { HOUR_MS, type Usage } from '../domain/policy.ts'
import type { Request, State } from '../domain/request.ts'
import type { Schema } from './schema.ts'

/** Keys that exist or may come to exist by themselves, and aren't on their way out. */
const LIVE: readonly State[] = ['intent', 'created', 'delivered', 'confirmed', 'kept']

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
    .select('counts_from')
    .where('counts_from', '>', now - HOUR_MS)
    .where('state', '!=', 'failed')
    .orderBy('counts_from')
    .execute()
  const live = await own
    .select((count) => count.fn.countAll<number>().as('keys'))
    .where('state', 'in', LIVE)
    .executeTakeFirstOrThrow()
  const issues = recent.flatMap(({ counts_from }) => (counts_from === null ? [] : [counts_from]))
  return { issues, liveKeys: live.keys }
}

/**
 * Lets issues that seem to lie in the future count from now: a clock was fast when they were recorded, and nobody is to
 * be limited until that time really comes.
 */
export async function countFromNow(db: Kysely<Schema>, now: Instant): Promise<void> {
  await db.updateTable('requests').set({ counts_from: now }).where('counts_from', '>', now).execute()
}
