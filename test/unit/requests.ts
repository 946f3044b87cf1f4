import type { KeyIn, KeyState } from '../../src/domain/key.ts'
import type { RequestIn, RequestState } from '../../src/domain/request.ts'
import { ACCOUNT, ADA, DM, GROUP, NOW, requestId, SID, TEAM } from './ids.ts'

const everywhere = {
  team: TEAM,
  name: 'payments-svc',
  reason: 'for refunds',
  account: ACCOUNT,
  region: 'us1',
  api: 'v2010',
  version: 1,
  changedAt: NOW,
  attempts: 0,
} as const
const asked = { ...everywhere, id: requestId(1), user: ADA, askedAt: NOW }
const authorized = { ...asked, group: GROUP, dm: DM }
const intended = { ...authorized, intentAt: NOW }
const made = {
  ...everywhere,
  sid: SID,
  request: requestId(1),
  isFound: false,
  owner: ADA,
  group: GROUP,
  dm: DM,
  createdAt: NOW,
  recordedAt: NOW,
  absentSince: undefined,
}

const REQUESTS: { readonly [S in RequestState]: RequestIn<S> } = {
  received: { ...asked, state: 'received' },
  asked: { ...asked, state: 'asked', cause: 'name_in_use' },
  authorized: { ...authorized, state: 'authorized' },
  intent: { ...intended, state: 'intent' },
  issued: { ...intended, state: 'issued' },
  denied: { ...asked, state: 'denied', cause: 'not_in_group', retryAt: undefined },
  failed: { ...asked, state: 'failed', cause: 'interrupted' },
  withdrawn: { ...asked, state: 'withdrawn' },
  expired: { ...asked, state: 'expired' },
  unknown: { ...intended, state: 'unknown', cause: 'interrupted' },
}
const KEYS: { readonly [S in KeyState]: KeyIn<S> } = {
  created: { ...made, state: 'created' },
  delivered: { ...made, state: 'delivered' },
  active: { ...made, state: 'active', cause: undefined },
  held: { ...made, state: 'held', cause: 'orphan', isFound: true },
  revoking: { ...made, state: 'revoking', cause: 'delivery_failed' },
  revoked: { ...made, state: 'revoked', cause: 'delivery_failed' },
}

/** A request of Ada's in some state. */
export function requestIn<S extends RequestState>(state: S): (typeof REQUESTS)[S] {
  return REQUESTS[state]
}

/** The key of that request in some state. */
export function keyIn<S extends KeyState>(state: S): (typeof KEYS)[S] {
  return KEYS[state]
}
