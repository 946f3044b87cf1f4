import type { ChannelId, GroupId, KeySid, RequestId, TeamId, UserId } from '../ids.ts'
import type { DenialCause, FailureCause, HoldCause, RevokeCause, UnknownCause } from './causes.ts'
import type { Instant, KeyLocation } from './key.ts'

/** What one person asked for. */
export interface Ask extends KeyLocation {
  readonly id: RequestId
  readonly user: UserId
  readonly team: TeamId
  /** As typed, made recordable (`name.ts`); it is checked before anything is made of it. */
  readonly name: string
  readonly reason: string
  readonly askedAt: Instant
}

/** The lasting message about a key, in the requester's DM with the bot. */
export interface Card {
  readonly channel: ChannelId
  /** Slack's id of the message in its channel. */
  readonly ts: string
}

interface Kept extends Ask {
  /** Grows by one with every transition. */
  readonly version: number
  /** When the lease of the process that moved it last ends, for whoever reads the rows; the process itself measures it otherwise. */
  readonly leaseUntil: Instant
  /** When the state was last changed. */
  readonly changedAt: Instant
  /** How often the key's deletion has been tried in vain. */
  readonly attempts: number
  /** When a complete list of Twilio's first lacked the key that is to go. */
  readonly absentSince: Instant | undefined
  /** How often somebody should have been told of this state, in vain. */
  readonly tellings: number
  readonly card: Card | undefined
  /** The request with the unknown outcome that the key of this one may belong to (`held` with `orphan`). */
  readonly origin: RequestId | undefined
  /** Whether the requester knows about this state. */
  readonly told: boolean
}

interface Intended extends Authorized {
  /** When the intent to make the key was durable: a key of this request can't be older. */
  readonly intentAt: Instant
}

interface Authorized {
  readonly group: GroupId
  readonly dm: ChannelId
}

interface Made extends Authorized {
  /** As Twilio spells it; what was asked for stands in the records before. */
  readonly name: string
  readonly sid: KeySid
  readonly keyCreatedAt: Instant | undefined
}

/** What is known of a request in each state, beyond what was asked. */
export interface Facts {
  received: Record<never, never>
  authorized: Authorized
  intent: Intended
  created: Made
  delivered: Made
  confirmed: Made
  denied: { readonly cause: DenialCause; readonly retryAt: Instant | undefined }
  failed: { readonly cause: FailureCause }
  unknown: Intended & { readonly cause: UnknownCause }
  /** A person has to say what becomes of the key. */
  held: Made & { readonly cause: HoldCause }
  /** A person has said that the key is in use. */
  kept: Made & { readonly cause: HoldCause }
  revoke_pending: Made & { readonly cause: RevokeCause }
  revoked: Made & { readonly cause: RevokeCause }
}

export type State = keyof Facts

/** A request in state `S`. */
export type RequestIn<S extends State> = {
  [K in S]: Kept & { readonly state: K } & Readonly<Facts[K]>
}[S]

export type Request = RequestIn<State>

/** The states that a requester is told about. */
export const ENDED = [
  'confirmed',
  'delivered',
  'denied',
  'failed',
  'unknown',
  'held',
  'revoke_pending',
  'revoked',
] as const
export type Ended = RequestIn<(typeof ENDED)[number]>

/** Which state may follow which: the whole life of a request. */
export const NEXT = {
  received: ['authorized', 'denied', 'failed'],
  authorized: ['intent', 'denied', 'failed'],
  intent: ['created', 'failed', 'unknown', 'held', 'revoke_pending'],
  created: ['delivered', 'held', 'revoke_pending'],
  delivered: ['confirmed', 'revoke_pending'],
  confirmed: ['revoke_pending'],
  unknown: ['held', 'revoke_pending'],
  held: ['kept', 'revoke_pending'],
  revoke_pending: ['revoked', 'held'],
  kept: [],
  denied: [],
  failed: [],
  revoked: [],
} as const satisfies Record<State, readonly State[]>

/** The states that may follow `S`. */
export type Next<S extends State> = (typeof NEXT)[S][number]

/** What has to be said to go from `F` to `T`: the facts of `T` that `F` doesn't know yet. */
export type Change<F extends State, T extends State> = {
  readonly [K in keyof Facts[T] as Facts[F] extends Pick<Facts[T], K> ? never : K]: Facts[T][K]
}

/** Whether a request may go from one state to another. */
export function mayBecome(from: State, to: State): boolean {
  const next: readonly State[] = NEXT[from]
  return next.includes(to)
}

/** Narrows a request to one state. */
export function isIn<S extends State>(request: Request, state: S): request is Request & RequestIn<S> {
  return request.state === state
}

/** Whether the requester is told about the state that the request is in. */
export function hasEnded(request: Request): request is Ended {
  const ended: readonly State[] = ENDED
  return ended.includes(request.state)
}
