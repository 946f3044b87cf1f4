import type { ChannelId, GroupId, KeySid, RequestId, TeamId, UserId } from '../ids.ts'
import type { HoldCause, RevokeCause } from './causes.ts'
import type { Instant } from './clock.ts'
import type { EventName } from './event.ts'
import type { KeyLocation } from './location.ts'
import type { Purpose } from './purpose.ts'
import { type Added, statesWhere } from './states.ts'

/** A key that newkey made, or that a search found. It may outlive its request by years. */
interface Recorded extends KeyLocation {
  readonly sid: KeySid
  /** The request that issued it; of a key that was found, the one that may have made it. */
  readonly request: RequestId
  /** Whether a search found it: then nobody can prove that newkey made it. */
  readonly isFound: boolean
  /** Who answers for it. */
  readonly owner: UserId
  readonly team: TeamId
  /** The group by which its requester could have it. */
  readonly group: GroupId
  /** The owner's DM with the bot. */
  readonly dm: ChannelId
  /** As Twilio spells it. What was asked for stands in the request. */
  readonly name: string
  /** What its requester wrote. */
  readonly reason: string
  /** When Twilio made it; undefined where Twilio didn't say. */
  readonly createdAt: Instant | undefined
  /** When newkey recorded it. */
  readonly recordedAt: Instant
  /** Grows by one with every transition. */
  readonly version: number
  /** When the state last changed. */
  readonly changedAt: Instant
  /** How often its deletion has been tried in vain. */
  readonly attempts: number
  /** When a complete list of Twilio's first lacked the key that is to go. */
  readonly absentSince: Instant | undefined
}

/** What is known of a key in each state, beyond what is always known. */
export interface KeyFacts {
  created: Record<never, never>
  delivered: Record<never, never>
  /** `cause`: why a reviewer had to decide that it stays; undefined where its owner confirmed it. */
  active: { readonly cause: HoldCause | undefined }
  /** A person decides about it. */
  held: { readonly cause: HoldCause }
  revoking: { readonly cause: RevokeCause }
  revoked: { readonly cause: RevokeCause }
}

export type KeyState = keyof KeyFacts

interface KeyStateFacts {
  readonly next: readonly KeyState[]
  /** What is done about a key that stays in the state. */
  readonly work: 'recover' | 'delete' | 'none'
  /** Whether it counts against its owner's live keys. */
  readonly isLive: boolean
  /** The messages that are owed to people in this state. */
  readonly owes: readonly Purpose[]
}

/** The life of a key: everything that is true of a state stands here, and nowhere else. */
export const KEY_STATES = {
  created: { next: ['delivered', 'held', 'revoking'], work: 'recover', isLive: true, owes: [] },
  delivered: { next: ['active', 'held', 'revoking'], work: 'none', isLive: true, owes: ['card'] },
  active: { next: ['held', 'revoking'], work: 'none', isLive: true, owes: ['card'] },
  held: { next: ['active', 'revoking'], work: 'none', isLive: false, owes: ['ending', 'review'] },
  revoking: { next: ['revoked', 'held'], work: 'delete', isLive: false, owes: ['ending'] },
  revoked: { next: [], work: 'none', isLive: false, owes: ['ending'] },
} as const satisfies Record<KeyState, KeyStateFacts>

/** A key in state `S`. */
export type KeyIn<S extends KeyState> = {
  [K in S]: Recorded & { readonly state: K } & Readonly<KeyFacts[K]>
}[S]
export type Key = KeyIn<KeyState>

type StatesWith<F extends Partial<KeyStateFacts>> = {
  [S in KeyState]: (typeof KEY_STATES)[S] extends F ? S : never
}[KeyState]

/** Keys that somebody has to work on until they are delivered, gone, or waiting for a person. */
export type OpenKey = KeyIn<Exclude<KeyState, StatesWith<{ work: 'none' }>>>

export const OPEN_KEYS = statesWhere(KEY_STATES, ({ work }) => work !== 'none')
export const LIVE_KEYS = statesWhere(KEY_STATES, ({ isLive }) => isLive)

/** The states that may follow `S`. */
export type NextKeyState<S extends KeyState> = (typeof KEY_STATES)[S]['next'][number]
/** The facts that a key in `F` lacks to be in `T`. */
export type KeyChange<F extends KeyState, T extends KeyState> = Added<KeyFacts[F], KeyFacts[T]>

/** Whether a key may go from one state to another. */
export function mayKeyBecome(from: KeyState, to: KeyState): boolean {
  const next: readonly KeyState[] = KEY_STATES[from].next
  return next.includes(to)
}

/** Narrows a key to one state. */
export function isKeyIn<S extends KeyState>(key: Key, state: S): key is Key & KeyIn<S> {
  return key.state === state
}

/** Whether somebody has to work on the key. */
export const isOpenKey = (key: Key): key is OpenKey => KEY_STATES[key.state].work !== 'none'

/** What the audit log calls it that a key came from one state into another. */
export function eventOfMove(from: KeyState, to: KeyState): EventName {
  if (to !== 'active') return to
  return from === 'held' ? 'kept' : 'confirmed'
}
