import { z } from 'zod'
import { DENIAL_CAUSES, FAILURE_CAUSES, QUESTION_CAUSES, UNKNOWN_CAUSES } from '../domain/causes.ts'
import type { Request } from '../domain/request.ts'
import { NewkeyError, unreachable } from '../errors.ts'
import { isAccountSid, isDmId, isGroupId, isRequestId, isTeamId, isUserId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { RequestRow } from './schema.ts'

const optional = z
  .number()
  .nullable()
  .transform((value) => value ?? undefined)

const recorded = z.object({
  id: z.string().refine(isRequestId),
  version: z.number(),
  team: z.string().refine(isTeamId),
  user: z.string().refine(isUserId),
  name: z.string(),
  reason: z.string(),
  account: z.string().refine(isAccountSid),
  region: z.string(),
  api: z.literal('v2010'),
  asked_at: z.number(),
  changed_at: z.number(),
  attempts: z.number(),
})
const authorized = recorded.extend({ group: z.string().refine(isGroupId), dm: z.string().refine(isDmId) })
const intended = authorized.extend({ intent_at: z.number() })

const row = z.discriminatedUnion('state', [
  recorded.extend({ state: z.literal(['received', 'withdrawn', 'expired']) }),
  recorded.extend({ state: z.literal('asked'), cause: z.enum(QUESTION_CAUSES) }),
  recorded.extend({ state: z.literal('denied'), cause: z.enum(DENIAL_CAUSES), retry_at: optional }),
  recorded.extend({ state: z.literal('failed'), cause: z.enum(FAILURE_CAUSES) }),
  authorized.extend({ state: z.literal('authorized') }),
  intended.extend({ state: z.literal(['intent', 'issued']) }),
  intended.extend({ state: z.literal('unknown'), cause: z.enum(UNKNOWN_CAUSES) }),
])

/** Reads a request from its row. @throws NewkeyError `store_corrupt` when a column doesn't fit the row's state */
export function readRequest(stored: RequestRow): Request {
  const parsed = row.safeParse(stored)
  if (!parsed.success) throw new NewkeyError('store_corrupt', "a request's row doesn't fit its state")
  const { asked_at, changed_at, ...rest } = parsed.data
  const times = { askedAt: asked_at, changedAt: changed_at }
  switch (rest.state) {
    case 'received':
    case 'asked':
    case 'withdrawn':
    case 'expired':
    case 'failed':
    case 'authorized':
      return { ...rest, ...times }
    case 'intent':
    case 'issued':
    case 'unknown': {
      const { intent_at, ...intent } = rest
      return { ...intent, ...times, intentAt: intent_at }
    }
    case 'denied': {
      const { retry_at, ...denied } = rest
      return { ...denied, ...times, retryAt: retry_at }
    }
    default:
      return unreachable(rest)
  }
}

/** The same for one of many rows: one that can't be read is logged and left out, so that work on the others goes on. */
export function readableRequest(stored: RequestRow, log: Log): Request[] {
  try {
    return [readRequest(stored)]
  } catch {
    log.error("A request's row can't be read, so newkey leaves it alone", {
      error: 'store_corrupt',
      ...(isRequestId(stored.id) && { request: stored.id }),
    })
    return []
  }
}
