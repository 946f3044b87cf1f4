import { describe, expect, it } from '@jest/globals'
import type { Key } from '../../../src/domain/key.ts'
import { NewkeyError } from '../../../src/errors.ts'
import type { Answer, Press } from '../../../src/keys/authorize-press.ts'
import { confirmKey } from '../../../src/keys/confirm-key.ts'
import type { Services } from '../../../src/keys/ports.ts'
import { revokeKey } from '../../../src/keys/revoke-key.ts'
import { revokeOwnKey } from '../../../src/keys/revoke-own-key.ts'
import { ADA, BOB, SID, TEAM } from '../ids.ts'
import { keyIn } from '../requests.ts'
import { fakeServices, type Parts, storeFailed } from './fake-services.ts'

const press: Press = { key: SID, user: ADA, team: TEAM }
const revoke = (services: Services, by: Press) => revokeOwnKey(services, by, 'revoked_by_requester')

/** What a press does to a key, or to none that newkey has a record of. */
async function pressed(
  verb: (services: Services, press: Press) => Promise<Answer<Key>>,
  key: Key | undefined,
  parts: Parts = {},
  by: Press = press,
) {
  const { services, deeds, records, has } = fakeServices(parts)
  if (key) has(key)
  const answer = await verb(services, by)
  return { answer: answer.kind === 'done' ? answer.result.state : answer.cause, deeds, records }
}

describe('given a press of "I stored it"', () => {
  it('when the key was delivered, then it is active', async () => {
    expect(await pressed(confirmKey, keyIn('delivered'))).toEqual({
      answer: 'active',
      deeds: ['active'],
      records: [],
    })
  })

  it.each(['active', 'revoking', 'revoked'] as const)(
    'when it is %s already, then nothing happens to it',
    async (state) =>
      expect(await pressed(confirmKey, keyIn(state))).toEqual({ answer: state, deeds: [], records: [] }),
  )

  it.each([
    ['created', 'not_ready'],
    ['held', 'under_review'],
  ] as const)(
    'when the key is %s, then it is refused as %s, and that is recorded',
    async (state, outcome) => {
      const { answer, deeds, records } = await pressed(confirmKey, keyIn(state))
      expect([answer, deeds]).toEqual([outcome, []])
      expect(records).toMatchObject([{ event: 'button_refused', outcome, actor: { user: ADA }, sid: SID }])
    },
  )
})

describe('given a press of "I didn\'t get the secret" or "Revoke this key"', () => {
  it.each([
    ['delivered', 'not_received'],
    ['delivered', 'revoked_by_requester'],
    ['active', 'not_received'],
    ['active', 'revoked_by_requester'],
    ['held', 'not_received'],
    ['held', 'revoked_by_requester'],
  ] as const)('when the key is %s, then it is deleted as the button says: %s', async (state, cause) => {
    const verb = (services: Services, by: Press) => revokeOwnKey(services, by, cause)
    expect(await pressed(verb, keyIn(state))).toEqual({
      answer: 'revoked',
      deeds: [`revoking ${cause}`, 'DELETE', 'revoked'],
      records: [],
    })
  })

  it('when a reviewer has kept the key, then its owner may revoke it', async () => {
    const kept = { ...keyIn('active'), cause: 'orphan', isFound: true } as const
    expect((await pressed(revoke, kept)).answer).toBe('revoked')
  })

  it('when the owner has left the group, then the key is deleted all the same', async () => {
    const directory = { membership: async () => ({ groups: [], holds: () => true }) }
    expect((await pressed(revoke, keyIn('active'), { directory })).answer).toBe('revoked')
  })

  it('when newkey deletes nothing unasked, then it is deleted: its owner has asked', async () => {
    const policy = { holdRevocations: true }
    expect((await pressed(revoke, keyIn('active'), { policy })).answer).toBe('revoked')
  })

  it.each(['revoking', 'revoked'] as const)('when it is %s already, then nothing happens', async (state) =>
    expect(await pressed(revoke, keyIn(state))).toEqual({ answer: state, deeds: [], records: [] }),
  )

  it('when the key is still being delivered, then it is refused', async () => {
    const { answer, records } = await pressed(revoke, keyIn('created'))
    expect(answer).toBe('not_ready')
    expect(records).toHaveLength(1)
  })
})

describe.each([
  ['confirms', confirmKey],
  ['revokes', revoke],
] as const)('given somebody who %s a key', (_, verb) => {
  const bob = { ...press, user: BOB }
  const person = async () => ({ id: BOB, workspaces: [TEAM], deactivated: false, bot: false, guest: false })

  it('when it is another person’s, then it is refused, and that is recorded', async () => {
    const { answer, deeds, records } = await pressed(verb, keyIn('delivered'), { directory: { person } }, bob)
    expect([answer, deeds]).toEqual(['not_yours', []])
    expect(records).toMatchObject([{ event: 'button_refused', outcome: 'not_yours', actor: { user: BOB } }])
  })

  it('when newkey has no record of it, then it is refused, and the record names no request', async () => {
    const { answer, records } = await pressed(verb, undefined)
    expect(answer).toBe('request_missing')
    expect(records).toMatchObject([{ outcome: 'request_missing', request: null, sid: null, name: '' }])
  })

  it('when there are too many refusals for records of their own, then there is none', async () => {
    const { answer, records } = await pressed(verb, undefined, { refusals: { press: () => false } })
    expect([answer, records]).toEqual(['request_missing', []])
  })
})

describe('given a key that somebody else revokes at the same time', () => {
  const fails = (): NewkeyError => new NewkeyError('overtaken', 'it has moved on')

  it.each(['revoking', 'revoked'] as const)(
    'when it is %s by now, then that is the answer, and nothing is deleted twice',
    async (state) => {
      const { services, deeds, has } = fakeServices({ fails })
      has(keyIn(state))
      expect(await revokeKey(services, keyIn('delivered'), 'not_received')).toEqual(keyIn(state))
      expect(deeds).toEqual(['revoking not_received fails: overtaken'])
    },
  )

  it('when it is active by now, then the caller learns that it was overtaken', async () => {
    const { services, has } = fakeServices({ fails })
    has(keyIn('active'))
    await expect(revokeKey(services, keyIn('delivered'), 'not_received')).rejects.toMatchObject({
      code: 'overtaken',
    })
  })
})

describe('given a database that takes nothing', () => {
  const revoke = async (key: Parameters<typeof revokeKey>[1], parts: Parts = {}) => {
    const { services, deeds } = fakeServices({ fails: storeFailed('revoking'), ...parts })
    await expect(revokeKey(services, key, 'interrupted')).rejects.toMatchObject({ code: 'store_failed' })
    return deeds.slice(1)
  }

  it.each(['delivered', 'active', 'held'] as const)(
    'when a key that is %s is to be deleted, then nothing happens at Twilio',
    async (state) => expect(await revoke(keyIn(state))).toEqual([]),
  )

  it('when nobody has its secret, then it is deleted all the same, where it is proved ours', async () => {
    expect(await revoke(keyIn('created'))).toEqual(['DELETE'])
    expect(await revoke(keyIn('created'), { keys: { isProved: async () => false } })).toEqual([])
  })
})
