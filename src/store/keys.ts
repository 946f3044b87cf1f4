import type { ExpressionBuilder } from 'kysely'
import { MAY_BE_IN_USE } from '../domain/causes.ts'
import { newkeyFor } from '../domain/event.ts'
import type { TwilioKey } from '../domain/issuer.ts'
import {
  COMPARED_KEYS,
  isCompared,
  isKeyIn,
  isOpenKey,
  isRevocable,
  type KeyIn,
  OPEN_KEYS,
  REVOCABLE_KEYS,
  REVOCATIONS,
} from '../domain/key.ts'
import type { Claim, Keys } from '../domain/keys.ts'
import { recordableName } from '../domain/name.ts'
import { LONGEST_PAUSE_MS } from '../domain/pauses.ts'
import { MOMENTS_MS } from '../domain/prove-key.ts'
import { LIVE_REQUESTS, type RequestIn } from '../domain/request.ts'
import { createAbsences } from './absences.ts'
import { claimKey } from './claim-key.ts'
import { isDueOrUntried } from './due.ts'
import { keyEvent } from './events.ts'
import { readableKey, readKey } from './key-rows.ts'
import { asKey, insertKey, moveKey } from './move-key.ts'
import { createProof } from './proof.ts'
import { readableRequest } from './request-rows.ts'
import type { Schema } from './schema.ts'
import type { StoreParts } from './store-parts.ts'
import type { Changed, Trx } from './transact.ts'
import { usageOf } from './usage.ts'

const HOUR_MS = 3_600_000

/** The durable life of every key, on any engine. */
export function createKeys(parts: StoreParts): Keys {
  const { db, transact, leases, clock, log } = parts
  const { isTaken, isProved } = createProof(db)
  return {
    isTaken,
    isProved,
    ...createAbsences(parts),

    claim: async (intent, made) => {
      const { result } = await transact((trx): Promise<Changed<Claim>> => claimKey(parts, trx, intent, made))
      return result
    },

    advance: async (key, to, change, by) => {
      const { result } = await transact((trx) => moveKey(parts, trx, key, to, change, by))
      return asKey(result, to)
    },

    recordFound: async (request, key) => {
      const { result } = await transact((trx) => recordFound(parts, trx, request, key))
      return result
    },

    find: async (sid) => {
      const row = await db.guard(() =>
        db.selectFrom('keys').selectAll().where('sid', '=', sid).executeTakeFirst(),
      )
      return row && readKey(row)
    },

    issuedBy: async (request) => {
      const row = await db.guard(() =>
        db
          .selectFrom('keys')
          .selectAll()
          .where('request', '=', request)
          .where('found', '=', 0)
          .executeTakeFirst(),
      )
      return row && readKey(row)
    },

    revocableOf: async ({ user, team }) => {
      const rows = await db.guard(() =>
        db
          .selectFrom('keys')
          .selectAll()
          .where('team', '=', team)
          .where('owner', '=', user)
          .where('state', 'in', REVOCABLE_KEYS)
          .orderBy('recorded_at', 'desc')
          .execute(),
      )
      return rows.flatMap((row) => readableKey(row, log)).filter(isRevocable)
    },

    postpone: async (key, until) => {
      await db.guard(() =>
        db
          .updateTable('keys')
          .set({ due_at: until, attempts: key.attempts + 1 })
          .where('sid', '=', key.sid)
          .where('version', '=', key.version)
          .execute(),
      )
    },

    revokedUnasked: async (since) => {
      const row = await db.guard(() =>
        db
          .selectFrom('keys')
          .select((count) => count.fn.countAll<number>().as('keys'))
          .where('state', 'in', REVOCATIONS)
          .where('cause', 'in', MAY_BE_IN_USE)
          .where('changed_at', '>', since)
          // A time in the future was recorded by a wrong clock, and doesn't count until it comes.
          .where('changed_at', '<', clock.now() + HOUR_MS)
          .executeTakeFirstOrThrow(),
      )
      return Number(row.keys)
    },

    countLive: async (person) => (await db.guard(() => usageOf(db, person, clock.now()))).liveKeys,

    comparable: async () => {
      const rows = await db.guard(() =>
        db
          .selectFrom('keys')
          .selectAll()
          .where('state', 'in', COMPARED_KEYS)
          .orderBy('recorded_at')
          .orderBy('sid')
          .execute(),
      )
      return rows
        .flatMap((row) => readableKey(row, log).map((key) => ({ row, key })))
        .filter(({ row, key }) => !isOpenKey(key) || !leases.isHeld(row.sid, row, clock.now()))
        .map(({ key }) => key)
        .filter(isCompared)
    },

    deletedElsewhere: async () => {
      const rows = await db.guard(() =>
        db
          .selectFrom('keys')
          .selectAll()
          .where('state', '=', 'revoked')
          .where('cause', '=', 'deleted_elsewhere')
          .execute(),
      )
      return rows.flatMap((row) => readableKey(row, log)).filter((key) => isKeyIn(key, 'revoked'))
    },

    due: async () => {
      const rows = await db.guard(() =>
        db
          .selectFrom('keys')
          .selectAll()
          .where('state', 'in', OPEN_KEYS)
          .where(isDueOrUntried(clock.now(), LONGEST_PAUSE_MS))
          .orderBy('recorded_at')
          .execute(),
      )
      return rows
        .filter((row) => !leases.isHeld(row.sid, row, clock.now()))
        .flatMap((row) => readableKey(row, log))
        .filter(isOpenKey)
    },

    release: (sid) => leases.release(sid),
  }
}

/** Records a key that a search found, unless a row has it or a request that is still running may be creating it. */
async function recordFound(
  parts: StoreParts,
  trx: Trx,
  request: RequestIn<'unknown'>,
  found: TwilioKey,
): Promise<Changed<KeyIn<'held'> | 'known' | 'undecided'>> {
  await parts.db.serialize(trx, `key ${found.sid.toLowerCase()}`)
  const known = await trx.selectFrom('keys').select('sid').where('sid', '=', found.sid).executeTakeFirst()
  if (known) return { result: 'known', events: [] }
  // Twilio may spell a name differently, so a request for any name at about that time may be creating the key.
  const near = (is: ExpressionBuilder<Schema, 'requests'>) =>
    found.name === request.name || found.createdAt === undefined
      ? is.lit(false)
      : is.between('intent_at', found.createdAt - MOMENTS_MS, found.createdAt + MOMENTS_MS)
  const creating = await trx
    .selectFrom('requests')
    .selectAll()
    .where('state', 'in', LIVE_REQUESTS)
    // Whatever is under way is due: so the index on that is used, and the requests of years aren't read.
    .where('due_at', 'is not', null)
    .where((is) => is.or([is('name', 'in', [request.name, found.name]), near(is)]))
    .execute()
  // A row that can't be read is never worked on, so waiting for it would never end.
  if (creating.some((row) => readableRequest(row, parts.log).length > 0))
    return { result: 'undecided', events: [] }
  const key = await insertKey(parts, trx, request, {
    sid: found.sid,
    name: recordableName(found.name),
    createdAt: found.createdAt,
    isFound: true,
  })
  return { result: asKey(key, 'held'), events: [keyEvent(key, 'held', newkeyFor(request))] }
}
