import type { ChannelId, GroupId, RequestId, TeamId, UserId } from '../ids.ts'
import type { DenialCause, FailureCause, UnknownCause } from './causes.ts'
import type { Instant } from './clock.ts'
import type { KeyLocation } from './location.ts'
import { type Added, statesWhere } from './states.ts'

/** What one person asked for. */
export interface Ask extends KeyLocation {
  readonly id: RequestId
  readonly user: UserId
  readonly team: TeamId
  /** As typed, made recordable (`name.ts`). It is checked before anything is made of it. */
  readonly name: string
  readonly reason: string
  readonly askedAt: Instant
}

interface Recorded extends Ask {
  /** Grows by one with every transition. */
  readonly version: number
  /** When the state last changed. */
  readonly changedAt: Instant
  /** How often a key of an unknown outcome has been searched for. */
  readonly attempts: number
}

/** What a request needs before a key is made for it. */
export interface Authorized {
  /** The approved group by which the requester may have a key. */
  readonly group: GroupId
  /** The requester's DM with the bot. */
  readonly dm: ChannelId
}

interface Intended extends Authorized {
  /** When the intent to make the key was recorded. A key of this request can't be older. */
  readonly intentAt: Instant
}

/** What is known of a request in each state, beyond what was asked. */
export interface RequestFacts {
  received: Record<never, never>
  authorized: Authorized
  intent: Intended
  issued: Intended
  denied: { readonly cause: DenialCause; readonly retryAt: Instant | undefined }
  failed: { readonly cause: FailureCause }
  unknown: Intended & { readonly cause: UnknownCause }
}

export type RequestState = keyof RequestFacts

/** What is true of a request in one state. */
interface RequestStateFacts {
  readonly next: readonly RequestState[]
  /** What is done about a request that stays in the state: it is ended, or a key of it is searched for. */
  readonly work: 'recover' | 'search' | 'none'
  /** Whether the requester is told how the request ended. */
  readonly isTold: boolean
  /** Whether a key of it may be coming into being, and counts as one. */
  readonly isLive: boolean
}

/** The life of a request: everything that is true of a state stands here, and nowhere else. */
export const REQUEST_STATES = {
  received: { next: ['authorized', 'denied', 'failed'], work: 'recover', isTold: false, isLive: false },
  authorized: { next: ['intent', 'denied', 'failed'], work: 'recover', isTold: false, isLive: false },
  intent: { next: ['issued', 'unknown', 'failed'], work: 'recover', isTold: false, isLive: true },
  issued: { next: [], work: 'none', isTold: false, isLive: false },
  denied: { next: [], work: 'none', isTold: true, isLive: false },
  failed: { next: [], work: 'none', isTold: true, isLive: false },
  unknown: { next: ['issued'], work: 'search', isTold: true, isLive: false },
} as const satisfies Record<RequestState, RequestStateFacts>

/** A request in state `S`. */
export type RequestIn<S extends RequestState> = {
  [K in S]: Recorded & { readonly state: K } & Readonly<RequestFacts[K]>
}[S]
export type Request = RequestIn<RequestState>

type StatesWith<F extends Partial<RequestStateFacts>> = {
  [S in RequestState]: (typeof REQUEST_STATES)[S] extends F ? S : never
}[RequestState]

/** Requests that somebody has to work on until they are at an end. */
export type OpenRequest = RequestIn<StatesWith<{ work: 'recover' }>>
/** Requests whose requester is told how they ended. */
export type EndedRequest = RequestIn<StatesWith<{ isTold: true }>>

export const OPEN_REQUESTS = statesWhere(REQUEST_STATES, ({ work }) => work === 'recover')
export const LIVE_REQUESTS = statesWhere(REQUEST_STATES, ({ isLive }) => isLive)

/** The states that may follow `S`. */
export type NextRequestState<S extends RequestState> = (typeof REQUEST_STATES)[S]['next'][number]
/** The facts that a request in `F` lacks to be in `T`. */
export type RequestChange<F extends RequestState, T extends RequestState> = Added<
  RequestFacts[F],
  RequestFacts[T]
>

/** Whether a request may go from one state to another. */
export function mayRequestBecome(from: RequestState, to: RequestState): boolean {
  const next: readonly RequestState[] = REQUEST_STATES[from].next
  return next.includes(to)
}

/** Narrows a request to one state. */
export function isRequestIn<S extends RequestState>(
  request: Request,
  state: S,
): request is Request & RequestIn<S> {
  return request.state === state
}

/** Whether somebody has to work on the request. */
export const isOpen = (request: Request): request is OpenRequest =>
  REQUEST_STATES[request.state].work === 'recover'

/** Whether the requester is told how the request ended. */
export const isEnded = (request: Request): request is EndedRequest => REQUEST_STATES[request.state].isTold
