import type { ChannelId, GroupId, RequestId, TeamId, UserId } from '../ids.ts'
import type { DenialCause, FailureCause, QuestionCause, UnknownCause } from './causes.ts'
import type { Instant } from './clock.ts'
import type { KeyLocation } from './location.ts'
import type { Purpose } from './purpose.ts'
import { type Added, statesWhere } from './states.ts'

/** What a person asked for. */
export interface Ask extends KeyLocation {
  readonly id: RequestId
  readonly user: UserId
  readonly team: TeamId
  /** As typed, made safe to record (`name.ts`). It is checked before it is used. */
  readonly name: string
  readonly reason: string
  readonly askedAt: Instant
}

interface RecordedRequest extends Ask {
  /** Grows by one with every transition. */
  readonly version: number
  /** When the state last changed. */
  readonly changedAt: Instant
  /** How many searches there have been for the key of a request in state `unknown`. */
  readonly attempts: number
}

/** What must be known before a key is made for a request. */
export interface Authorized {
  /** The approved group that entitles the requester to a key. */
  readonly group: GroupId
  /** The requester's DM with the bot. */
  readonly dm: ChannelId
}

interface Intended extends Authorized {
  /** When the intent to make the key was recorded. The key of this request can't be older. */
  readonly intentAt: Instant
}

/** What is known about a request in each state, in addition to what was asked. */
export interface RequestFacts {
  received: Record<never, never>
  /** The requester was asked whether they mean it. Nothing is decided yet. */
  asked: { readonly cause: QuestionCause }
  authorized: Authorized
  intent: Intended
  issued: Intended
  denied: { readonly cause: DenialCause; readonly retryAt: Instant | undefined }
  failed: { readonly cause: FailureCause }
  unknown: Intended & { readonly cause: UnknownCause }
  /** The requester answered that no key is to be made. */
  withdrawn: Record<never, never>
  /** Nobody answered the question in time. */
  expired: Record<never, never>
}

export type RequestState = keyof RequestFacts

/** The facts about one state of a request. */
interface RequestStateFacts {
  readonly next: readonly RequestState[]
  /** What newkey does about a request that stays in this state: it ends it, lets it expire, or searches for its key. */
  readonly work: 'recover' | 'expire' | 'search' | 'none'
  /** The messages that the requester is owed when a request enters this state. */
  readonly owes: readonly Purpose[]
  /** Whether a key for it may be in the making. It counts as live. */
  readonly isLive: boolean
  /** Whether it counts against the issues that its requester may have in an hour. */
  readonly isIssue: boolean
  /** Whether its row may be deleted after a while. Its audit records stay. */
  readonly isForgettable: boolean
}

/** The states of a request. Every fact about a state is here, and nowhere else. */
export const REQUEST_STATES = {
  received: {
    next: ['asked', 'authorized', 'denied', 'failed'],
    work: 'recover',
    owes: [],
    isLive: false,
    isIssue: false,
    isForgettable: false,
  },
  asked: {
    next: ['authorized', 'denied', 'failed', 'withdrawn', 'expired'],
    work: 'expire',
    owes: ['question'],
    isLive: false,
    isIssue: false,
    isForgettable: false,
  },
  /** Never stored by itself: it is recorded in one commit with the intent or the denial. */
  authorized: {
    next: ['intent', 'denied', 'failed'],
    work: 'recover',
    owes: [],
    isLive: false,
    isIssue: false,
    isForgettable: false,
  },
  intent: {
    next: ['issued', 'unknown', 'failed'],
    work: 'recover',
    owes: [],
    isLive: true,
    isIssue: true,
    isForgettable: false,
  },
  issued: {
    next: [],
    work: 'none',
    owes: [],
    isLive: false,
    isIssue: true,
    isForgettable: false,
  },
  denied: {
    next: [],
    work: 'none',
    owes: ['ending'],
    isLive: false,
    isIssue: false,
    isForgettable: true,
  },
  failed: {
    next: [],
    work: 'none',
    owes: ['ending'],
    isLive: false,
    isIssue: false,
    isForgettable: false,
  },
  unknown: {
    next: ['issued'],
    work: 'search',
    owes: ['ending'],
    isLive: false,
    isIssue: true,
    isForgettable: false,
  },
  withdrawn: {
    next: [],
    work: 'none',
    owes: ['ending'],
    isLive: false,
    isIssue: false,
    isForgettable: false,
  },
  expired: {
    next: [],
    work: 'none',
    owes: ['ending'],
    isLive: false,
    isIssue: false,
    isForgettable: false,
  },
} as const satisfies Record<RequestState, RequestStateFacts>

/** A request in state `S`. */
export type RequestIn<S extends RequestState> = {
  [K in S]: RecordedRequest & { readonly state: K } & Readonly<RequestFacts[K]>
}[S]
export type Request = RequestIn<RequestState>

type StatesWith<F extends Partial<RequestStateFacts>> = {
  [S in RequestState]: (typeof REQUEST_STATES)[S] extends F ? S : never
}[RequestState]

/** Requests that newkey still has to end. */
export type OpenRequest = RequestIn<StatesWith<{ work: 'recover' }>>
/** Requests that have ended without a key, as far as newkey knows, or wait for an answer. Their requesters are owed a message. */
export type ToldRequest = RequestIn<Exclude<RequestState, StatesWith<{ owes: readonly [] }>>>

export const OPEN_REQUESTS = statesWhere(REQUEST_STATES, ({ work }) => work === 'recover')
export const WAITING_REQUESTS = statesWhere(REQUEST_STATES, ({ work }) => work === 'expire')
export const SEARCHED_REQUESTS = statesWhere(REQUEST_STATES, ({ work }) => work === 'search')
export const ISSUES = statesWhere(REQUEST_STATES, ({ isIssue }) => isIssue)
export const FORGETTABLE_REQUESTS = statesWhere(REQUEST_STATES, ({ isForgettable }) => isForgettable)
export const LIVE_REQUESTS = statesWhere(REQUEST_STATES, ({ isLive }) => isLive)

/** The states that may follow `S`. */
export type NextRequestState<S extends RequestState> = (typeof REQUEST_STATES)[S]['next'][number]
/** The facts that a move from `F` to `T` has to add. */
export type RequestChange<F extends RequestState, T extends RequestState> = Added<
  RequestFacts[F],
  RequestFacts[T]
>

/** Whether a request may move from one state to another. */
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

/** Whether newkey still has to end the request. */
export const isOpen = (request: Request): request is OpenRequest =>
  REQUEST_STATES[request.state].work === 'recover'

/** Whether the requester is owed a message about how the request stands. */
export const isTold = (request: Request): request is ToldRequest =>
  REQUEST_STATES[request.state].owes.length > 0
