import { describe, expect, it } from '@jest/globals'
import {
  isOpen,
  isRequestIn,
  isTold,
  LIVE_REQUESTS,
  mayRequestBecome,
  OPEN_REQUESTS,
  REQUEST_STATES,
  type Request,
  type RequestState,
} from '../../../src/domain/request.ts'
import { statesWhere } from '../../../src/domain/states.ts'
import { ACCOUNT, ADA, DM, GROUP, NOW, requestId, TEAM } from '../ids.ts'

const STATES = statesWhere(REQUEST_STATES, () => true)

/** The life of a request, said once more and independently of its table. */
const LEGAL = [
  'received → asked',
  'received → authorized',
  'received → denied',
  'received → failed',
  'asked → authorized',
  'asked → denied',
  'asked → failed',
  'asked → withdrawn',
  'asked → expired',
  'authorized → intent',
  'authorized → denied',
  'authorized → failed',
  'intent → issued',
  'intent → failed',
  'intent → unknown',
  'unknown → issued',
]

const recorded = {
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
  changedAt: NOW,
  attempts: 0,
} as const
const intended = { ...recorded, group: GROUP, dm: DM, intentAt: NOW }

/** What is true of each state, independently of its table. */
const EACH: ReadonlyArray<{
  readonly request: Request
  readonly isOpen: boolean
  readonly isTold: boolean
  readonly isLive: boolean
}> = [
  { request: { ...recorded, state: 'received' }, isOpen: true, isTold: false, isLive: false },
  {
    request: { ...recorded, group: GROUP, dm: DM, state: 'authorized' },
    isOpen: true,
    isTold: false,
    isLive: false,
  },
  { request: { ...intended, state: 'intent' }, isOpen: true, isTold: false, isLive: true },
  { request: { ...intended, state: 'issued' }, isOpen: false, isTold: false, isLive: false },
  {
    request: { ...recorded, state: 'asked', cause: 'name_in_use' },
    isOpen: false,
    isTold: true,
    isLive: false,
  },
  { request: { ...recorded, state: 'withdrawn' }, isOpen: false, isTold: true, isLive: false },
  { request: { ...recorded, state: 'expired' }, isOpen: false, isTold: true, isLive: false },
  {
    request: { ...recorded, state: 'denied', cause: 'guest', retryAt: undefined },
    isOpen: false,
    isTold: true,
    isLive: false,
  },
  {
    request: { ...recorded, state: 'failed', cause: 'ack_lost' },
    isOpen: false,
    isTold: true,
    isLive: false,
  },
  {
    request: { ...intended, state: 'unknown', cause: 'interrupted' },
    isOpen: false,
    isTold: true,
    isLive: false,
  },
]

describe('given every pair of a request’s states', () => {
  it('then these transitions are legal, and no others', () => {
    const legal = STATES.flatMap((from) =>
      STATES.filter((to) => mayRequestBecome(from, to)).map((to) => `${from} → ${to}`),
    )
    expect(legal.sort()).toEqual([...LEGAL].sort())
  })
})

describe('given a request in each state', () => {
  it('then this list has each state once', () => {
    expect(EACH.map(({ request }) => request.state).sort()).toEqual([...STATES].sort())
  })

  it.each(EACH.map((each) => ({ ...each, state: each.request.state })))(
    'when it is $state, then it is open: $isOpen, its requester is told: $isTold, it counts as a key: $isLive',
    ({ request, state, ...is }) => {
      expect(isOpen(request)).toBe(is.isOpen)
      expect(OPEN_REQUESTS.includes(state)).toBe(is.isOpen)
      expect(isTold(request)).toBe(is.isTold)
      expect(LIVE_REQUESTS.includes(state)).toBe(is.isLive)
    },
  )

  it('when it is asked for one state, then it is in that one alone', () => {
    for (const { request } of EACH)
      expect(STATES.filter((state) => isRequestIn(request, state))).toEqual([request.state])
  })

  it('then only an unknown one is searched for, and only the ends are left alone', () => {
    const workOf = (work: string): readonly RequestState[] =>
      statesWhere(REQUEST_STATES, (facts) => facts.work === work)
    expect(workOf('search')).toEqual(['unknown'])
    expect(workOf('expire')).toEqual(['asked'])
    expect([...workOf('none')].sort()).toEqual(['denied', 'expired', 'failed', 'issued', 'withdrawn'])
  })

  it('then each that is worked on has somewhere to go, and each that has nowhere to go is left alone', () => {
    for (const state of STATES) {
      const { next, work } = REQUEST_STATES[state]
      expect([state, work === 'none']).toEqual([state, next.length === 0])
    }
  })
})
