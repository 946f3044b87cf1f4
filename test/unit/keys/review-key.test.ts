import { describe, expect, it } from '@jest/globals'
import type { Directory } from '../../../src/domain/directory.ts'
import type { KeyState } from '../../../src/domain/key.ts'
import { reviewKey } from '../../../src/keys/review-key.ts'
import { ADA, BOB, SID, TEAM } from '../ids.ts'
import { keyIn } from '../requests.ts'
import { fakeServices, type Parts } from './fake-services.ts'

const person: Directory['person'] = async (id) => ({
  id,
  workspaces: [TEAM],
  deactivated: false,
  bot: false,
  guest: false,
})

/** What comes of a decision about Ada's key. */
async function reviewed(
  decision: 'keep' | 'revoke',
  state: KeyState,
  { user = BOB, directory, ...parts }: Parts & { readonly user?: typeof BOB } = {},
) {
  const { services, deeds, records, has } = fakeServices({
    ...parts,
    directory: { person, ...directory },
  })
  has(keyIn(state))
  const answer = await reviewKey(services, { key: SID, user, team: TEAM }, decision)
  return { answer: answer.kind === 'done' ? answer.result.state : answer.cause, deeds, records }
}

describe('given a key that a person decides about', () => {
  it('when it is kept, then it is its owner’s like any other, and nothing happens at Twilio', async () => {
    expect(await reviewed('keep', 'held')).toEqual({ answer: 'active', deeds: ['active'], records: [] })
  })

  it('when it is to go, then it is deleted, also while newkey deletes nothing unasked', async () => {
    for (const holdRevocations of [false, true])
      expect(await reviewed('revoke', 'held', { policy: { holdRevocations } })).toEqual({
        answer: 'revoked',
        deeds: ['revoking decided', 'DELETE', 'revoked'],
        records: [],
      })
  })

  it.each(['keep', 'revoke'] as const)(
    'when it is decided to %s it, then the record names who',
    async (what) => {
      const named: unknown[] = []
      const { services, has } = fakeServices({ directory: { person } })
      has(keyIn('held'))
      const keys: typeof services.store.keys = {
        ...services.store.keys,
        advance: (key, to, change, by) => {
          named.push([to, by])
          return services.store.keys.advance(key, to, change, by)
        },
      }
      const store = { ...services.store, keys }
      await reviewKey({ ...services, store }, { key: SID, user: BOB, team: TEAM }, what)
      expect(named[0]).toEqual([what === 'keep' ? 'active' : 'revoking', { user: BOB, team: TEAM }])
    },
  )

  it('when the audit log doesn’t prove it ours, then it stays, and waits for recovery', async () => {
    expect(await reviewed('revoke', 'held', { keys: { isProved: async () => false } })).toEqual({
      answer: 'revoking',
      deeds: ['revoking decided'],
      records: [],
    })
  })

  it.each(['keep', 'revoke'] as const)(
    'when its owner wants to %s it, then it is refused: somebody else has to decide',
    async (decision) => {
      const { answer, deeds, records } = await reviewed(decision, 'held', { user: ADA })
      expect([answer, deeds]).toEqual(['own_request', []])
      expect(records).toMatchObject([{ event: 'button_refused', outcome: 'own_request' }])
    },
  )

  it('when somebody who is in no group wants to decide, then it is refused', async () => {
    const directory = { membership: async () => ({ groups: [], holds: () => true }) }
    expect(await reviewed('revoke', 'held', { directory })).toMatchObject({
      answer: 'not_in_group',
      deeds: [],
    })
  })

  it.each(['active', 'revoking', 'revoked'] as const)(
    'when it is %s already, then the first decision holds',
    async (state) => {
      for (const decision of ['keep', 'revoke'] as const)
        expect(await reviewed(decision, state)).toEqual({ answer: state, deeds: [], records: [] })
    },
  )

  it.each(['created', 'delivered'] as const)('when it is %s, then nobody has to decide', async (state) => {
    expect(await reviewed('revoke', state)).toMatchObject({ answer: 'not_ready', deeds: [] })
  })
})
