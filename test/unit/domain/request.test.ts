import { describe, expect, it } from '@jest/globals'
import { mayBecome, NEXT, type State } from '../../../src/domain/request.ts'

const STATES = Object.keys(NEXT).filter((name): name is State => name in NEXT)
const LEGAL = [
  'received → authorized',
  'received → denied',
  'received → failed',
  'authorized → intent',
  'authorized → denied',
  'authorized → failed',
  'intent → created',
  'intent → failed',
  'intent → unknown',
  'intent → revoke_pending',
  'created → delivered',
  'created → revoke_pending',
  'delivered → confirmed',
  'delivered → revoke_pending',
  'confirmed → revoke_pending',
  'unknown → revoke_pending',
  'revoke_pending → revoked',
  'created → held',
  'intent → held',
  'unknown → held',
  'revoke_pending → held',
  'held → kept',
  'held → revoke_pending',
]

describe('given every pair of states', () => {
  it('then these transitions are legal, and no others', () => {
    const legal = STATES.flatMap((from) =>
      STATES.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
    )
    expect(legal.sort()).toEqual([...LEGAL].sort())
  })
})
