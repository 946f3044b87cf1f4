import { z } from 'zod'
import { HOLD_CAUSES, REVOKE_CAUSES } from '../domain/causes.ts'
import type { Key } from '../domain/key.ts'
import { NewkeyError, unreachable } from '../errors.ts'
import { isAccountSid, isDmId, isGroupId, isKeySid, isRequestId, isTeamId, isUserId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { KeyRow } from './schema.ts'

const optional = z
  .number()
  .nullable()
  .transform((value) => value ?? undefined)

const recorded = z.object({
  sid: z.string().refine(isKeySid),
  version: z.number(),
  request: z.string().refine(isRequestId),
  found: z.number(),
  owner: z.string().refine(isUserId),
  team: z.string().refine(isTeamId),
  group: z.string().refine(isGroupId),
  dm: z.string().refine(isDmId),
  name: z.string(),
  reason: z.string(),
  account: z.string().refine(isAccountSid),
  region: z.string(),
  api: z.literal('v2010'),
  created_at: optional,
  recorded_at: z.number(),
  changed_at: z.number(),
  attempts: z.number(),
  absent_since: optional,
})

const decided = recorded.extend({
  decided_by: z
    .string()
    .refine(isUserId)
    .nullable()
    .transform((user) => user ?? undefined),
})

const row = z.discriminatedUnion('state', [
  recorded.extend({ state: z.literal(['created', 'delivered']) }),
  decided.extend({
    state: z.literal('active'),
    cause: z
      .enum(HOLD_CAUSES)
      .nullable()
      .transform((cause) => cause ?? undefined),
  }),
  recorded.extend({ state: z.literal('held'), cause: z.enum(HOLD_CAUSES) }),
  decided.extend({ state: z.literal(['revoking', 'revoked']), cause: z.enum(REVOKE_CAUSES) }),
])

/** Reads a key from its row. @throws NewkeyError `store_corrupt` when a column doesn't fit the row's state */
export function readKey(stored: KeyRow): Key {
  const parsed = row.safeParse(stored)
  if (!parsed.success) throw new NewkeyError('store_corrupt', "a key's row doesn't fit its state")
  const { found, created_at, recorded_at, changed_at, absent_since, ...rest } = parsed.data
  const same = {
    isFound: found === 1,
    createdAt: created_at,
    recordedAt: recorded_at,
    changedAt: changed_at,
    absentSince: absent_since,
  }
  switch (rest.state) {
    case 'created':
    case 'delivered':
    case 'held':
      return { ...rest, ...same }
    case 'active':
    case 'revoking':
    case 'revoked': {
      const { decided_by, ...key } = rest
      return { ...key, ...same, decidedBy: decided_by }
    }
    default:
      return unreachable(rest)
  }
}

/** The same for one of many rows: one that can't be read is logged and left out, so that work on the others goes on. */
export function readableKey(stored: KeyRow, log: Log): Key[] {
  try {
    return [readKey(stored)]
  } catch {
    log.error("A key's row can't be read, so newkey leaves it alone", {
      error: 'store_corrupt',
      ...(isKeySid(stored.sid) && { sid: stored.sid }),
    })
    return []
  }
}
