import type { Branded, Home, Instant, KeySid } from './key.ts'
import type { DenialReason, FailureReason, RevokeReason, UnknownReason } from './reasons.ts'

export type RequestId = Branded<'RequestId'>
export type UserId = Branded<'UserId'>
export type TeamId = Branded<'TeamId'>
export type GroupId = Branded<'GroupId'>
export type ChannelId = Branded<'ChannelId'>

export const isRequestId = (value: string): value is RequestId => /^req_[0-9a-zA-Z_-]{20}$/.test(value)
export const isUserId = (value: string): value is UserId => /^[UW][A-Z0-9]{2,30}$/.test(value)
export const isTeamId = (value: string): value is TeamId => /^[TE][A-Z0-9]{2,30}$/.test(value)
export const isGroupId = (value: string): value is GroupId => /^S[A-Z0-9]{2,30}$/.test(value)
export const isChannelId = (value: string): value is ChannelId => /^[CDG][A-Z0-9]{2,30}$/.test(value)

/** What one person asked for. Times are instants (ms). */
export interface Ask extends Home {
  readonly id: RequestId
  readonly user: UserId
  readonly team: TeamId
  /** As typed; checked against the rules of `name.ts` before anything is made of it. */
  readonly name: string
  readonly reason: string
  readonly askedAt: Instant
}

interface Authorized {
  readonly group: GroupId
  readonly dm: ChannelId
}

interface Made extends Authorized {
  readonly sid: KeySid
  readonly keyCreatedAt: Instant | undefined
}

/** What is known of a request in each state, beyond what was asked. */
export interface Facts {
  received: Record<never, never>
  authorized: Authorized
  intent: Authorized
  created: Made
  delivered: Made
  confirmed: Made
  denied: { readonly why: DenialReason; readonly retryAt?: Instant | undefined }
  failed: { readonly why: FailureReason }
  unknown: Authorized & { readonly why: UnknownReason }
  revoke_pending: Made & { readonly why: RevokeReason }
  revoked: Made & { readonly why: RevokeReason }
}

export type State = keyof Facts

/** A request in state `S`. `version` grows by one with every transition; `leaseUntil` is an instant (ms). */
export type RequestIn<S extends State> = {
  [K in S]: Ask & { readonly state: K; readonly version: number; readonly leaseUntil: Instant } & Facts[K]
}[S]

export type Request = RequestIn<State>

/** The requests whose requester is owed a word. */
export type Ended = RequestIn<'delivered' | 'denied' | 'failed' | 'unknown' | 'revoke_pending' | 'revoked'>

/** Which state may follow which: the whole life of a request. */
export const NEXT = {
  received: ['authorized', 'denied', 'failed'],
  authorized: ['intent', 'denied', 'failed'],
  intent: ['created', 'failed', 'unknown', 'revoke_pending'],
  created: ['delivered', 'revoke_pending'],
  delivered: ['confirmed', 'revoke_pending'],
  confirmed: ['revoke_pending'],
  unknown: ['revoke_pending'],
  revoke_pending: ['revoked'],
  denied: [],
  failed: [],
  revoked: [],
} as const satisfies Record<State, readonly State[]>

/** The states that may follow `S`. */
export type Next<S extends State> = (typeof NEXT)[S][number]

/** Whether a request may go from one state to another. */
export function mayBecome(from: State, to: State): boolean {
  const next: readonly State[] = NEXT[from]
  return next.includes(to)
}
