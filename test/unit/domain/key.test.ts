import { describe, expect, it } from '@jest/globals'
import {
  eventOfMove,
  isKeyIn,
  isOpenKey,
  KEY_STATES,
  type Key,
  LIVE_KEYS,
  mayKeyBecome,
  OPEN_KEYS,
} from '../../../src/domain/key.ts'
import { statesWhere } from '../../../src/domain/states.ts'
import { ACCOUNT, ADA, DM, GROUP, NOW, requestId, SID, TEAM } from '../ids.ts'

const STATES = statesWhere(KEY_STATES, () => true)

/** The life of a key, said once more and independently of its table: each arrow, and what the audit log calls it. */
const LEGAL = [
  'created → delivered: delivered',
  'created → held: held',
  'created → revoking: revoking',
  'created → revoked: revoked',
  'delivered → active: confirmed',
  'delivered → held: held',
  'delivered → revoking: revoking',
  'delivered → revoked: revoked',
  'active → held: held',
  'active → revoking: revoking',
  'active → revoked: revoked',
  'held → active: kept',
  'held → revoking: revoking',
  'held → revoked: revoked',
  'revoking → held: held',
  'revoking → revoked: revoked',
]

const recorded = {
  sid: SID,
  request: requestId(1),
  isFound: false,
  owner: ADA,
  team: TEAM,
  group: GROUP,
  dm: DM,
  name: 'payments-svc',
  reason: 'for refunds',
  account: ACCOUNT,
  region: 'us1',
  api: 'v2010',
  createdAt: NOW,
  recordedAt: NOW,
  version: 1,
  changedAt: NOW,
  attempts: 0,
  absentSince: undefined,
} as const

/** What is true of each state, independently of its table. */
const EACH: ReadonlyArray<{
  readonly key: Key
  readonly isOpen: boolean
  readonly isLive: boolean
  readonly owes: readonly string[]
}> = [
  { key: { ...recorded, state: 'created' }, isOpen: true, isLive: true, owes: [] },
  { key: { ...recorded, state: 'delivered' }, isOpen: false, isLive: true, owes: ['card'] },
  { key: { ...recorded, state: 'active', cause: undefined }, isOpen: false, isLive: true, owes: ['card'] },
  {
    key: { ...recorded, state: 'held', cause: 'orphan' },
    isOpen: false,
    isLive: false,
    owes: ['ending', 'review'],
  },
  {
    key: { ...recorded, state: 'revoking', cause: 'decided' },
    isOpen: true,
    isLive: false,
    owes: ['ending'],
  },
  {
    key: { ...recorded, state: 'revoked', cause: 'decided' },
    isOpen: false,
    isLive: false,
    owes: ['ending'],
  },
]

describe('given every pair of a key’s states', () => {
  it('then these transitions are legal, under these names, and no others', () => {
    const legal = STATES.flatMap((from) =>
      STATES.filter((to) => mayKeyBecome(from, to)).map((to) => `${from} → ${to}: ${eventOfMove(from, to)}`),
    )
    expect(legal.sort()).toEqual([...LEGAL].sort())
  })

  it('then a key that is gone never comes back, and from every other state a key can go', () => {
    expect(KEY_STATES.revoked.next).toEqual([])
    for (const state of STATES) {
      const seen = new Set([state])
      for (const one of seen) for (const next of KEY_STATES[one].next) seen.add(next)
      expect([state, seen.has('revoked')]).toEqual([state, true])
    }
  })
})

describe('given a key in each state', () => {
  it('then this list has each state once', () => {
    expect(EACH.map(({ key }) => key.state).sort()).toEqual([...STATES].sort())
  })

  it.each(EACH.map((each) => ({ ...each, state: each.key.state })))(
    'when it is $state, then it needs work: $isOpen, it counts for its owner: $isLive, it owes $owes',
    ({ key, state, ...is }) => {
      expect(isOpenKey(key)).toBe(is.isOpen)
      expect(OPEN_KEYS.includes(state)).toBe(is.isOpen)
      expect(LIVE_KEYS.includes(state)).toBe(is.isLive)
      expect(KEY_STATES[state].owes).toEqual(is.owes)
    },
  )

  it('when it is asked for one state, then it is in that one alone', () => {
    for (const { key } of EACH) expect(STATES.filter((state) => isKeyIn(key, state))).toEqual([key.state])
  })

  it('then one that was only created is recovered, and one that is to go is deleted', () => {
    expect(statesWhere(KEY_STATES, ({ work }) => work === 'recover')).toEqual(['created'])
    expect(statesWhere(KEY_STATES, ({ work }) => work === 'delete')).toEqual(['revoking'])
  })
})
