import type { Instant } from '../domain/clock.ts'
import { LIVE_KEYS } from '../domain/key.ts'
import { HOUR_MS, type Usage } from '../domain/policy.ts'
import { ISSUES, LIVE_REQUESTS, type Request } from '../domain/request.ts'
import type { Tables } from './engine.ts'

/**
 * Counts what the requester has already used: the issues of the last hour that didn't fail, and the live keys, including
 * those that are being created.
 */
export async function usageOf(
  trx: Tables,
  { team, user }: Pick<Request, 'team' | 'user'>,
  now: Instant,
): Promise<Usage> {
  const recent = await trx
    .selectFrom('requests')
    .select('counts_from')
    .where('team', '=', team)
    .where('user', '=', user)
    .where('counts_from', '>', now - HOUR_MS)
    .where('state', 'in', ISSUES)
    .orderBy('counts_from')
    .execute()
  const beingCreated = await trx
    .selectFrom('requests')
    .select((count) => count.fn.countAll<number>().as('requests'))
    .where('team', '=', team)
    .where('user', '=', user)
    .where('state', 'in', LIVE_REQUESTS)
    .executeTakeFirstOrThrow()
  const live = await trx
    .selectFrom('keys')
    .select((count) => count.fn.countAll<number>().as('keys'))
    .where('team', '=', team)
    .where('owner', '=', user)
    .where('state', 'in', LIVE_KEYS)
    .executeTakeFirstOrThrow()
  const issues = recent.flatMap(({ counts_from }) => (counts_from === null ? [] : [counts_from]))
  return { issues, liveKeys: Number(beingCreated.requests) + Number(live.keys) }
}

/** The names of the requester's live keys, and of those that are being created for them. */
export async function namesOf(trx: Tables, { team, user }: Request): Promise<readonly string[]> {
  const beingCreated = await trx
    .selectFrom('requests')
    .select('name')
    .where('team', '=', team)
    .where('user', '=', user)
    .where('state', 'in', LIVE_REQUESTS)
    .execute()
  const live = await trx
    .selectFrom('keys')
    .select('name')
    .where('team', '=', team)
    .where('owner', '=', user)
    .where('state', 'in', LIVE_KEYS)
    .execute()
  return [...beingCreated, ...live].map(({ name }) => name)
}

/**
 * Makes issues that seem to lie in the future count from now. They were recorded by a fast clock, and would otherwise
 * limit their requester until that time comes.
 */
export async function countFromNow(db: Tables, now: Instant): Promise<void> {
  await db.updateTable('requests').set({ counts_from: now }).where('counts_from', '>', now).execute()
}
