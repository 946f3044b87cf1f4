import { describe, expect, it } from '@jest/globals'
import type { AuditEvent } from '../../../src/audit/record.ts'
import type { State } from '../../../src/domain/request.ts'
import { NewkeyError } from '../../../src/errors.ts'
import { confirmKey } from '../../../src/keys/confirm-key.ts'
import { revokeKey } from '../../../src/keys/revoke-key.ts'
import { revokeOwnKey } from '../../../src/keys/revoke-own-key.ts'
import { ADA, requestId, TEAM } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices } from './fake-services.ts'

const press = { request: requestId(1), user: ADA, team: TEAM }

/** What a press does to a request that is in some state. */
async function pressed(verb: typeof confirmKey | typeof revokeOwnKey, state: State) {
  const records: AuditEvent[] = []
  const audit = {
    head: async () => ({ seq: 0, hash: '' }),
    append: async (event: AuditEvent) => {
      records.push(event)
      return { ...event, v: 1 as const, seq: 1, at: '', hash: '' }
    },
  }
  const { deps, deeds, has } = fakeServices({ audit })
  has(requestIn(state))
  const answer = await verb(deps, press)
  return { answer: answer.kind === 'done' ? answer.request.state : answer.cause, deeds, records }
}

describe('given a press of "I stored it"', () => {
  it('when the key was delivered, then it is confirmed', async () => {
    expect(await pressed(confirmKey, 'delivered')).toEqual({
      answer: 'confirmed',
      deeds: ['confirmed'],
      records: [],
    })
  })

  it.each(['confirmed', 'revoke_pending', 'revoked'] as const)(
    'when it is %s already, then nothing happens to it',
    async (state) =>
      expect(await pressed(confirmKey, state)).toEqual({ answer: state, deeds: [], records: [] }),
  )

  it.each(['received', 'intent', 'created', 'failed', 'unknown'] as const)(
    'when the request is %s, then it is refused, and that is recorded',
    async (state) => {
      const { answer, deeds, records } = await pressed(confirmKey, state)
      expect([answer, deeds]).toEqual(['not_ready', []])
      expect(records).toMatchObject([{ event: 'button_refused', outcome: 'not_ready', actor: { user: ADA } }])
    },
  )
})

describe('given a press of "I didn’t get it" or "Revoke this key"', () => {
  it.each(['delivered', 'confirmed'] as const)('when the key is %s, then it is deleted', async (state) => {
    expect(await pressed(revokeOwnKey, state)).toEqual({
      answer: 'revoked',
      deeds: ['revoke_pending', 'DELETE', 'revoked'],
      records: [],
    })
  })

  it.each(['revoke_pending', 'revoked'] as const)(
    'when it is %s already, then nothing happens',
    async (state) =>
      expect(await pressed(revokeOwnKey, state)).toEqual({ answer: state, deeds: [], records: [] }),
  )

  it.each(['created', 'denied'] as const)('when the request is %s, then it is refused', async (state) => {
    const { answer, records } = await pressed(revokeOwnKey, state)
    expect(answer).toBe('not_ready')
    expect(records).toHaveLength(1)
  })
})

describe('given a key that somebody else revokes at the same time', () => {
  const overtaken = (): NewkeyError => new NewkeyError('overtaken', 'it has moved on')

  it.each(['revoke_pending', 'revoked'] as const)(
    'when it is %s by now, then that is the answer, and nothing is deleted twice',
    async (state) => {
      const { deps, deeds, has } = fakeServices({ fails: overtaken })
      has(requestIn(state))
      expect(await revokeKey(deps, requestIn('delivered'), 'not_received')).toEqual(requestIn(state))
      expect(deeds).toEqual(['revoke_pending fails: overtaken'])
    },
  )

  it('when it is confirmed by now, then the caller learns that it was overtaken', async () => {
    const { deps, has } = fakeServices({ fails: overtaken })
    has(requestIn('confirmed'))
    await expect(revokeKey(deps, requestIn('delivered'), 'not_received')).rejects.toMatchObject({
      code: 'overtaken',
    })
  })
})

describe('given a database that takes nothing', () => {
  it.each(['delivered', 'confirmed', 'held'] as const)(
    'when a key that is %s is to be deleted, then nothing happens at Twilio',
    async (state) => {
      const { deps, deeds } = fakeServices({
        fails: () => new NewkeyError('store_failed', 'the disk is full'),
      })
      await expect(revokeKey(deps, requestIn(state), 'not_received')).rejects.toMatchObject({
        code: 'store_failed',
      })
      expect(deeds).toEqual(['revoke_pending fails: store_failed'])
    },
  )
})
