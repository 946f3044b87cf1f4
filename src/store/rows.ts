import { z } from 'zod'
import {
  DENIAL_CAUSES,
  FAILURE_CAUSES,
  HOLD_CAUSES,
  REVOKE_CAUSES,
  UNKNOWN_CAUSES,
} from '../domain/causes.ts'
import type { Request } from '../domain/request.ts'
import { NewkeyError, unreachable } from '../errors.ts'
import {
  isAccountSid,
  isChannelId,
  isDmId,
  isGroupId,
  isKeySid,
  isRequestId,
  isTeamId,
  isUserId,
} from '../ids.ts'
import type { Log } from '../log.ts'
import type { RequestRow } from './schema.ts'

const optional = z
  .number()
  .nullable()
  .transform((value) => value ?? undefined)

const kept = z.object({
  id: z.string().refine(isRequestId),
  version: z.number(),
  team: z.string().refine(isTeamId),
  user: z.string().refine(isUserId),
  name: z.string(),
  reason: z.string(),
  account: z.string().refine(isAccountSid),
  region: z.string(),
  api: z.literal('v2010'),
  lease_until: z.number(),
  asked_at: z.number(),
  changed_at: z.number(),
  attempts: z.number(),
  tellings: z.number(),
  absent_since: optional,
  told_at: z.number().nullable(),
  card_channel: z.string().refine(isChannelId).nullable(),
  card_ts: z.string().nullable(),
  origin: z.string().refine(isRequestId).nullable(),
})
const authorized = kept.extend({ group: z.string().refine(isGroupId), dm: z.string().refine(isDmId) })
const intended = authorized.extend({ intent_at: z.number() })
const made = authorized.extend({ sid: z.string().refine(isKeySid), key_created_at: optional })

const row = z.discriminatedUnion('state', [
  kept.extend({ state: z.literal('received') }),
  kept.extend({ state: z.literal('denied'), cause: z.enum(DENIAL_CAUSES), retry_at: optional }),
  kept.extend({ state: z.literal('failed'), cause: z.enum(FAILURE_CAUSES) }),
  authorized.extend({ state: z.literal('authorized') }),
  intended.extend({ state: z.literal('intent') }),
  intended.extend({ state: z.literal('unknown'), cause: z.enum(UNKNOWN_CAUSES) }),
  made.extend({ state: z.literal(['created', 'delivered', 'confirmed']) }),
  made.extend({ state: z.literal(['held', 'kept']), cause: z.enum(HOLD_CAUSES) }),
  made.extend({ state: z.literal(['revoke_pending', 'revoked']), cause: z.enum(REVOKE_CAUSES) }),
])

/** Reads a row as the request it stands for. @throws NewkeyError `store_corrupt` */
export function readRow(stored: RequestRow): Request {
  const parsed = row.safeParse(stored)
  if (!parsed.success)
    throw new NewkeyError('store_corrupt', "a request's row doesn't hold what its state promises")
  const { lease_until, asked_at, changed_at, absent_since, told_at, card_channel, card_ts, origin, ...rest } =
    parsed.data
  const times = {
    ...{ leaseUntil: lease_until, askedAt: asked_at, changedAt: changed_at, told: told_at !== null },
    origin: origin ?? undefined,
    absentSince: absent_since,
  }
  const card = card_channel !== null && card_ts !== null ? { channel: card_channel, ts: card_ts } : undefined
  // The card with the buttons about a key stands in its owner's DM, and is written to nowhere else.
  if ((rest.state === 'delivered' || rest.state === 'confirmed') && card && card.channel !== rest.dm)
    throw new NewkeyError('store_corrupt', "a key's card isn't in its owner's DM")
  switch (rest.state) {
    case 'received':
    case 'failed':
    case 'authorized':
      return { ...rest, ...times, card }
    case 'unknown':
    case 'intent': {
      const { intent_at, ...intended } = rest
      return { ...intended, ...times, card, intentAt: intent_at }
    }
    case 'denied': {
      const { retry_at, ...denied } = rest
      return { ...denied, ...times, card, retryAt: retry_at }
    }
    case 'created':
    case 'delivered':
    case 'confirmed':
    case 'held':
    case 'kept':
    case 'revoke_pending':
    case 'revoked': {
      const { key_created_at, ...key } = rest
      return { ...key, ...times, card, keyCreatedAt: key_created_at }
    }
    default:
      return unreachable(rest)
  }
}

/** One row that can't be read doesn't keep the others from their work. */
export function readable(row: RequestRow, log: Log): Request[] {
  try {
    return [readRow(row)]
  } catch {
    log.error("A request's row can't be read; it stays as it is", {
      error: 'store_corrupt',
      ...(isRequestId(row.id) && { request: row.id }),
    })
    return []
  }
}

const facts = z.object({
  name: z.string().exactOptional(),
  group: z.string().exactOptional(),
  dm: z.string().exactOptional(),
  sid: z.string().exactOptional(),
  keyCreatedAt: z.number().exactOptional(),
  cause: z.string().exactOptional(),
  retryAt: z.number().exactOptional(),
  intentAt: z.number().exactOptional(),
})

/** What a transition adds, as columns; what it doesn't name stays as it is. */
export function columnsOf(change: object): Partial<RequestRow> {
  const known = Object.entries(change).filter(([, value]) => value !== undefined)
  const { keyCreatedAt, retryAt, intentAt, ...same } = facts.parse(Object.fromEntries(known))
  return {
    ...same,
    ...(keyCreatedAt !== undefined && { key_created_at: keyCreatedAt }),
    ...(intentAt !== undefined && { intent_at: intentAt, counts_from: intentAt }),
    ...(retryAt !== undefined && { retry_at: retryAt }),
  }
}
