import { describe, expect, it } from '@jest/globals'
import type { SecretDelivery } from '../../../src/domain/delivery.ts'
import type { Creation } from '../../../src/domain/issuer.ts'
import { NO_ANSWER } from '../../../src/domain/no-answer.ts'
import { issueKey } from '../../../src/keys/issue-key.ts'
import { ADA, TEAM } from '../ids.ts'
import { keyIn, requestIn } from '../requests.ts'
import {
  CREATED,
  failsTimes,
  fakeServices,
  type Parts,
  SILENCE,
  storeFailed,
  waitingClock,
} from './fake-services.ts'
import { broken, GRANTED, issued } from './issued.ts'

const notShown: SecretDelivery = {
  deliver: async () => ({ kind: 'not_shown', fault: 'timeout' }),
  check: async () => undefined,
}
const withoutSecret: Creation = { ...CREATED, secret: undefined }

describe('given a request that may have a key', () => {
  it('when all goes well, then each step is recorded before the next', async () => {
    expect(await issued()).toEqual({
      state: 'delivered',
      deeds: ['intent', 'POST', 'created', 'deliver the secret', 'delivered'],
      asked: [],
    })
  })

  it('when a step is still being recorded, then the next one hasn’t begun', async () => {
    const parts = ['admit', 'claim'] as const
    for (const step of parts) {
      const pending = Promise.withResolvers<never>()
      const waits = () => pending.promise
      const { services, deeds } = fakeServices(
        step === 'admit' ? { requests: { admit: waits } } : { keys: { claim: waits } },
      )
      void issueKey(services, requestIn('received'), GRANTED, { isSentence: false }, SILENCE)
      await new Promise(setImmediate)
      expect(deeds).toEqual(step === 'admit' ? [] : ['intent', 'POST'])
    }
  })

  it('when it is over a limit, then nothing is asked of Twilio', async () => {
    const { state, deeds } = await issued({ requests: { admit: async () => requestIn('denied') } })
    expect([state, deeds]).toEqual(['denied', []])
  })

  it('when newkey is being stopped, then no key is begun', async () => {
    const { state, deeds } = await issued({ policy: { isStopping: () => true } })
    expect([state, deeds]).toEqual(['failed', ['failed']])
  })

  it('when more than 5 s have passed since it was checked, then the POST never starts', async () => {
    const times = [0, 0, 5_001]
    const { state, deeds } = await issued({ clock: { monotonic: () => times.shift() ?? 0 } })
    expect([state, deeds]).toEqual(['failed', ['intent', 'failed intent_stale']])
  })

  it('when it was 5 s, then the POST starts', async () => {
    const times = [0, 0, 5_000]
    expect((await issued({ clock: { monotonic: () => times.shift() ?? 5_000 } })).state).toBe('delivered')
  })

  it.each([
    ['they have left the group', { groups: [], holds: () => true }, 'denied not_in_group'],
    ['Slack doesn’t say any more whether they are in the group', NO_ANSWER, 'denied slack_unavailable'],
  ])('when a change was announced and %s, then nothing is recorded to make', async (_, membership, deed) => {
    const { deeds } = await issued(
      { directory: { membership: async () => membership } },
      { ...GRANTED, holds: () => false },
    )
    expect(deeds).toEqual([deed])
  })

  it('when a change of the group is announced while the intent is recorded, then the POST never starts', async () => {
    const answers = [true, false]
    const { deeds } = await issued({}, { ...GRANTED, holds: () => answers.shift() ?? false })
    expect(deeds).toEqual(['intent', 'failed intent_stale'])
  })

  it.each([
    ['a moment ago', 3_000, []],
    ['longer ago than that', 3_001, ['groups', 'person']],
  ])(
    'when it was decided %s, then the person is asked about as often as needed',
    async (_, now, expected) => {
      expect((await issued({ clock: { monotonic: () => now } })).asked).toEqual(expected)
    },
  )

  it('when they have been deactivated since it was decided, then the POST never starts', async () => {
    const person = { id: ADA, workspaces: [TEAM], deactivated: true, bot: false, guest: false }
    const { deeds } = await issued({
      clock: { monotonic: () => 3_001 },
      directory: { person: async () => person },
    })
    expect(deeds).toEqual(['denied deactivated'])
  })
})

describe('given the answer of Twilio', () => {
  it('when it is a no, then the request has failed, and there is no key', async () => {
    const create = async () => ({ kind: 'refused', cause: 'twilio_full', diagnosis: {} }) as const
    expect(await issued({ twilio: { create } })).toMatchObject({
      state: 'failed',
      deeds: ['intent', 'failed twilio_full'],
    })
  })

  it('when it is unclear, then the outcome is unknown, and nothing is deleted or shown', async () => {
    const create = async () => ({ kind: 'unknown', cause: 'twilio_silent', diagnosis: {} }) as const
    expect(await issued({ twilio: { create } })).toMatchObject({
      state: 'unknown',
      deeds: ['intent', 'unknown twilio_silent'],
    })
  })

  it('when it has no secret, then the key is deleted and nothing shown', async () => {
    expect(await issued({ twilio: { create: async () => withoutSecret } })).toMatchObject({
      state: 'revoked',
      deeds: ['intent', 'created', 'revoking no_secret', 'DELETE', 'revoked'],
    })
  })
})

describe('given a key whose secret could be shown', () => {
  it.each([
    ['they aren’t in the group any more', { groups: [], holds: () => true }],
    ['Slack doesn’t say whether they still are', NO_ANSWER],
  ])('when Twilio was slow and %s, then the key is deleted and nothing shown', async (_, membership) => {
    let now = 0
    const { state, deeds } = await issued({
      clock: { monotonic: () => now },
      directory: { membership: async () => membership },
      twilio: {
        create: async () => {
          now = 3_001
          return CREATED
        },
      },
    })
    expect(state).toBe('revoked')
    expect(deeds).toEqual(['intent', 'created', 'revoking membership_lost', 'DELETE', 'revoked'])
  })

  it('when a change was announced while Twilio was asked, then Slack is asked again, and the secret shown', async () => {
    const answers = [true, true, false]
    const { state, asked } = await issued({}, { ...GRANTED, holds: () => answers.shift() ?? false })
    expect([state, asked]).toEqual(['delivered', ['groups', 'person']])
  })

  it('when Slack doesn’t take it, then the key is deleted', async () => {
    expect(await issued({ delivery: notShown })).toMatchObject({
      state: 'revoked',
      deeds: ['intent', 'POST', 'created', 'revoking delivery_failed', 'DELETE', 'revoked'],
    })
  })

  it('when Slack doesn’t take it and the store fails too, then the key is deleted all the same', async () => {
    expect(await broken({ fails: storeFailed('revoking'), delivery: notShown })).toEqual({
      fault: 'store_failed',
      deeds: ['intent', 'POST', 'created', 'revoking delivery_failed fails: store_failed', 'DELETE'],
    })
  })

  it('when the delivery can’t be recorded at first, then it is tried again while the lease lasts', async () => {
    const { state, deeds } = await issued({
      fails: failsTimes(3, 'delivered'),
      clock: { pause: async () => undefined },
    })
    expect(state).toBe('delivered')
    expect(deeds.filter((deed) => deed === 'deliver the secret')).toHaveLength(1)
    expect(deeds.filter((deed) => deed.startsWith('delivered'))).toHaveLength(4)
  })

  it('when the delivery can’t be recorded until the lease ends, then the key is deleted', async () => {
    const clock = waitingClock()
    const { state, deeds } = await issued({ fails: storeFailed('delivered'), clock })
    expect(state).toBe('revoked')
    expect(clock.monotonic()).toBeGreaterThan(29_000)
    expect(clock.monotonic()).toBeLessThanOrEqual(30_000)
    expect(deeds.slice(-3)).toEqual(['revoking record_failed', 'DELETE', 'revoked'])
  })
})

describe('given that deletions are on hold', () => {
  const late = async () => ({ kind: 'created', key: keyIn('created'), isLate: true }) as const
  const found = async () => ({ kind: 'found', key: keyIn('held') }) as const

  it.each<[string, Parts, string[]]>([
    ['there is no secret', { twilio: { create: async () => withoutSecret } }, ['created', 'held on_hold']],
    ['Slack doesn’t take the secret', { delivery: notShown }, ['POST', 'created', 'held on_hold']],
    [
      'the key can’t be recorded at first',
      { fails: failsTimes(1, 'created') },
      ['POST', 'created fails: store_failed', 'created', 'held on_hold'],
    ],
    ['it is recorded late', { keys: { claim: late } }, ['POST', 'held on_hold']],
    ['a search found it', { keys: { claim: found } }, ['POST']],
    [
      'the delivery can’t be recorded',
      { fails: storeFailed('delivered'), clock: waitingClock() },
      ['POST', 'created', 'deliver the secret', 'delivered fails: store_failed', 'held on_hold'],
    ],
  ])('when %s, then nothing is deleted, and a person is asked', async (_, parts, expected) => {
    const { state, deeds } = await issued({ ...parts, policy: { holdRevocations: true } })
    expect(state).toBe('held')
    expect([...new Set(deeds)]).toEqual(['intent', ...expected])
  })

  it('when they aren’t in the group any more, then a person is asked', async () => {
    const answers = [true, true, false]
    const { state, deeds } = await issued(
      { policy: { holdRevocations: true }, directory: { membership: async () => NO_ANSWER } },
      { ...GRANTED, holds: () => answers.shift() ?? false },
    )
    expect([state, deeds]).toEqual(['held', ['intent', 'POST', 'created', 'held on_hold']])
  })
})
