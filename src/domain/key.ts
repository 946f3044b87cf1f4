import type { ChannelId, GroupId, KeySid, RequestId, TeamId, UserId } from '../ids.ts'
import type { HoldCause, RevokeCause } from './causes.ts'
import type { Instant } from './clock.ts'
import type { EventName } from './event.ts'
import type { KeyLocation } from './location.ts'
import type { Purpose } from './purpose.ts'
import { type Added, statesWhere } from './states.ts'

/** A key that newkey made, or that a search found. It may outlive its request by years. */
interface RecordedKey extends KeyLocation {
  readonly sid: KeySid
  /** The request that issued it; for a key that was found, the request that may have made it. */
  readonly request: RequestId
  /** Whether a search found it. Then nothing proves that newkey made it. */
  readonly isFound: boolean
  /** The person who is responsible for it. */
  readonly owner: UserId
  readonly team: TeamId
  /** The approved group that entitled its requester to it. */
  readonly group: GroupId
  /** The owner's DM with the bot. */
  readonly dm: ChannelId
  /** The name as Twilio spells it. The request has the name that was asked for. */
  readonly name: string
  /** What its requester wrote. */
  readonly reason: string
  /** When Twilio created it; undefined if Twilio didn't say. */
  readonly createdAt: Instant | undefined
  /** When newkey recorded it. */
  readonly recordedAt: Instant
  /** Grows by one with every transition. */
  readonly version: number
  /** When the state last changed. */
  readonly changedAt: Instant
  /** How many attempts to delete it have failed. */
  readonly attempts: number
  /** For a key that is being revoked: when a complete list from Twilio first lacked it. */
  readonly absentSince: Instant | undefined
}

/** What is known about a key in each state, in addition to `RecordedKey`. */
export interface KeyFacts {
  created: Record<never, never>
  delivered: Record<never, never>
  /**
   * `cause`: why a reviewer was asked, for a key that was kept; undefined if its owner confirmed it. `decidedBy`: who kept
   * it.
   */
  active: { readonly cause: HoldCause | undefined; readonly decidedBy?: UserId | undefined }
  /** It waits for a reviewer. */
  held: { readonly cause: HoldCause }
  /** `decidedBy`: the reviewer who decided to delete it, if one did. */
  revoking: { readonly cause: RevokeCause; readonly decidedBy?: UserId | undefined }
  revoked: { readonly cause: RevokeCause; readonly decidedBy?: UserId | undefined }
}

export type KeyState = keyof KeyFacts

interface KeyStateFacts {
  readonly next: readonly KeyState[]
  /** What newkey does about a key that stays in this state. */
  readonly work: 'recover' | 'delete' | 'none'
  /** Whether it counts against its owner's live keys. */
  readonly isLive: boolean
  /** Whether its owner may have it revoked. A key that is being created is still newkey's. */
  readonly isRevocable: boolean
  /** Whether newkey is deleting it, or has deleted it. */
  readonly isRevocation: boolean
  /** Whether somebody may have it in use, or a person still decides about it: newkey looks whether Twilio still has it. */
  readonly isCompared: boolean
  /** The messages that people are owed when a key enters this state. A card that is already posted always follows. */
  readonly owes: readonly Purpose[]
}

/** The states of a key. Every fact about a state is here, and nowhere else. */
export const KEY_STATES = {
  created: {
    next: ['delivered', 'held', 'revoking', 'revoked'],
    work: 'recover',
    isLive: true,
    isRevocable: false,
    isRevocation: false,
    isCompared: true,
    owes: [],
  },
  delivered: {
    next: ['active', 'held', 'revoking', 'revoked'],
    work: 'none',
    isLive: true,
    isRevocable: true,
    isRevocation: false,
    isCompared: true,
    owes: ['card'],
  },
  active: {
    next: ['held', 'revoking', 'revoked'],
    work: 'none',
    isLive: true,
    isRevocable: true,
    isRevocation: false,
    isCompared: true,
    owes: ['card'],
  },
  held: {
    next: ['active', 'revoking', 'revoked'],
    work: 'none',
    isLive: false,
    isRevocable: true,
    isRevocation: false,
    isCompared: true,
    owes: ['ending', 'review'],
  },
  revoking: {
    next: ['revoked', 'held'],
    work: 'delete',
    isLive: false,
    isRevocable: false,
    isRevocation: true,
    isCompared: false,
    owes: ['ending'],
  },
  revoked: {
    next: [],
    work: 'none',
    isLive: false,
    isRevocable: false,
    isRevocation: true,
    isCompared: false,
    owes: ['ending'],
  },
} as const satisfies Record<KeyState, KeyStateFacts>

/** How a key comes to newkey: made for a request, or found by a search. */
export const KEY_BIRTHS = {
  made: {
    state: 'created',
    cause: null,
    owes: KEY_STATES.created.owes,
  },
  /** Its requester is owed nothing more: they were told that the outcome is unknown. */
  found: {
    state: 'held',
    cause: 'orphan',
    owes: ['review'],
  },
} as const satisfies Record<
  string,
  { readonly state: KeyState; readonly cause: HoldCause | null; readonly owes: readonly Purpose[] }
>

/** A key in state `S`. */
export type KeyIn<S extends KeyState> = {
  [K in S]: RecordedKey & { readonly state: K } & Readonly<KeyFacts[K]>
}[S]
export type Key = KeyIn<KeyState>

type StatesWith<F extends Partial<KeyStateFacts>> = {
  [S in KeyState]: (typeof KEY_STATES)[S] extends F ? S : never
}[KeyState]

/** Keys that their owners may have revoked. */
export type RevocableKey = KeyIn<StatesWith<{ isRevocable: true }>>
/** Keys that need work until they are delivered, revoked, or waiting for a reviewer. */
export type OpenKey = KeyIn<Exclude<KeyState, StatesWith<{ work: 'none' }>>>

/** Keys that Twilio has, as far as newkey knows, and that newkey isn't deleting. */
export type ComparedKey = KeyIn<StatesWith<{ isCompared: true }>>

export const OPEN_KEYS = statesWhere(KEY_STATES, ({ work }) => work !== 'none')
export const REVOCATIONS = statesWhere(KEY_STATES, ({ isRevocation }) => isRevocation)
export const REVOCABLE_KEYS = statesWhere(KEY_STATES, ({ isRevocable }) => isRevocable)
export const REVIEWED_KEYS = statesWhere<KeyState, KeyStateFacts>(KEY_STATES, ({ owes }) =>
  owes.includes('review'),
)
export const COMPARED_KEYS = statesWhere(KEY_STATES, ({ isCompared }) => isCompared)
export const LIVE_KEYS = statesWhere(KEY_STATES, ({ isLive }) => isLive)

/** The states that may follow `S`. */
export type NextKeyState<S extends KeyState> = (typeof KEY_STATES)[S]['next'][number]
/** The facts that a move from `F` to `T` has to add. */
export type KeyChange<F extends KeyState, T extends KeyState> = Added<KeyFacts[F], KeyFacts[T]>

/** Whether a key may move from one state to another. */
export function mayKeyBecome(from: KeyState, to: KeyState): boolean {
  const next: readonly KeyState[] = KEY_STATES[from].next
  return next.includes(to)
}

/** Narrows a key to one state. */
export function isKeyIn<S extends KeyState>(key: Key, state: S): key is Key & KeyIn<S> {
  return key.state === state
}

/** Whether its owner may have the key revoked. */
export const isRevocable = (key: Key): key is RevocableKey => KEY_STATES[key.state].isRevocable

/** Whether the key needs work. */
export const isOpenKey = (key: Key): key is OpenKey => KEY_STATES[key.state].work !== 'none'

/** Whether newkey looks whether Twilio still has the key. */
export const isCompared = (key: Key): key is ComparedKey => KEY_STATES[key.state].isCompared

/** The audit event for a move of a key from one state to another. */
export function eventOfMove(from: KeyState, to: KeyState): EventName {
  if (to !== 'active') return to
  return from === 'held' ? 'kept' : 'confirmed'
}
