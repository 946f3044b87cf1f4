import type { RequestIn, State } from '../../src/domain/request.ts'
import { ACCOUNT, ADA, DM, GROUP, NOW, requestId, SID, TEAM } from './ids.ts'

const kept = {
  id: requestId(1),
  user: ADA,
  team: TEAM,
  name: 'payments-svc',
  reason: 'for refunds',
  askedAt: NOW,
  account: ACCOUNT,
  region: 'us1',
  api: 'v2010',
  version: 1,
  leaseUntil: NOW + 30_000,
  changedAt: NOW,
  attempts: 0,
  tellings: 0,
  absentSince: undefined,
  card: undefined,
  origin: undefined,
  told: false,
} as const
const authorized = { ...kept, group: GROUP, dm: DM }
const intended = { ...authorized, intentAt: NOW }
const made = { ...authorized, sid: SID, keyCreatedAt: NOW }

const REQUESTS: { readonly [S in State]: RequestIn<S> } = {
  received: { ...kept, state: 'received' },
  authorized: { ...authorized, state: 'authorized' },
  intent: { ...intended, state: 'intent' },
  created: { ...made, state: 'created' },
  delivered: { ...made, state: 'delivered' },
  confirmed: { ...made, state: 'confirmed' },
  denied: { ...kept, state: 'denied', cause: 'not_in_group', retryAt: undefined },
  failed: { ...kept, state: 'failed', cause: 'interrupted' },
  unknown: { ...intended, state: 'unknown', cause: 'interrupted' },
  held: { ...made, state: 'held', cause: 'orphan' },
  kept: { ...made, state: 'kept', cause: 'orphan' },
  revoke_pending: { ...made, state: 'revoke_pending', cause: 'delivery_failed' },
  revoked: { ...made, state: 'revoked', cause: 'delivery_failed' },
}

/** A request of Ada's in some state. */
export function requestIn<S extends State>(state: S): (typeof REQUESTS)[S] {
  return REQUESTS[state]
}
