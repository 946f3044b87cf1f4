import { describe, expect, it } from '@jest/globals'
import { NO_ANSWER } from '../../../src/domain/no-answer.ts'
import type { Membership } from '../../../src/domain/policy.ts'
import type { RequestIn } from '../../../src/domain/request.ts'
import { NewkeyError } from '../../../src/errors.ts'
import { receiveRequest } from '../../../src/keys/receive-request.ts'
import type { Begun } from '../../../src/keys/refusals.ts'
import { ADA, GROUP, TEAM } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices, storeFailed } from './fake-services.ts'

const command = {
  user: ADA,
  team: TEAM,
  name: 'payments-svc',
  reason: '',
  fingerprints: { trigger: 't', payload: 'p' },
}

describe('given a command', () => {
  it('when its record is durable in time, then it is received', async () => {
    expect((await receiveRequest(fakeServices().services, command)).kind).toBe('received')
  })

  it('when it is there already, then it is a duplicate', async () => {
    const { services } = fakeServices({ requests: { receive: async () => 'duplicate' } })
    expect((await receiveRequest(services, command)).kind).toBe('duplicate')
  })

  it.each([
    ['store_failed', false, 'passing'],
    ['store_failed', true, 'until_fixed'],
    ['chain_rewritten', false, 'stopped'],
  ] as const)(
    'when the store fails by %s, lasting: %s, then it is not recorded, and trying again is of use: %s',
    async (code, isLasting, lasts) => {
      const receive = () => Promise.reject(new NewkeyError(code, 'the test wants it so', { isLasting }))
      const { services } = fakeServices({ requests: { receive } })
      expect(await receiveRequest(services, command)).toMatchObject({ kind: 'not_recorded', lasts })
    },
  )

  it('when 1.5 s pass before the record is durable, then the late record is closed, and nobody is told again', async () => {
    const { promise, resolve } = Promise.withResolvers<RequestIn<'received'>>()
    const { services, deeds } = fakeServices({
      requests: { receive: () => promise },
      clock: { pause: async () => undefined },
    })
    const receipt = await receiveRequest(services, command)
    if (receipt.kind !== 'not_recorded') throw new Error('recorded')
    resolve(requestIn('received'))
    await receipt.closed
    expect(deeds).toEqual(['failed record_failed', 'sent ending of failed'])
  })

  it('when the store blocked the whole process for so long, then the clock tells, though no timer could', async () => {
    const times = [0, 1_501]
    const { services, deeds } = fakeServices({ clock: { monotonic: () => times.shift() ?? 0 } })
    const receipt = await receiveRequest(services, command)
    if (receipt.kind !== 'not_recorded') throw new Error('recorded')
    await receipt.closed
    expect(deeds).toEqual(['failed record_failed', 'sent ending of failed'])
  })

  it('when the late record can’t be closed, then it stays for recovery, and nothing is thrown', async () => {
    const times = [0, 1_501]
    const { services, deeds } = fakeServices({
      clock: { monotonic: () => times.shift() ?? 0 },
      fails: storeFailed('failed'),
    })
    const receipt = await receiveRequest(services, command)
    if (receipt.kind !== 'not_recorded') throw new Error('recorded')
    await receipt.closed
    expect(deeds).toEqual(['failed record_failed fails: store_failed'])
  })
})

describe('given somebody who has been refused often', () => {
  const member: Membership = { groups: [GROUP], holds: () => true }
  const outsider: Membership = { groups: [], holds: () => true }

  /** What becomes of a command, and what was recorded. */
  async function received(
    standing: Begun,
    parts: { readonly name?: string; readonly membership?: Membership | undefined } = {},
  ) {
    const { services, deeds, did } = fakeServices({
      refusals: {
        begin: () => {
          did('begin')
          return standing
        },
        end: () => did('end'),
        turnAway: () => did('turned away'),
      },
      requests: {
        receive: async () => {
          did('recorded')
          return requestIn('received')
        },
      },
      directory: {
        membership: async () => ('membership' in parts ? (parts.membership ?? NO_ANSWER) : outsider),
      },
    })
    const { kind } = await receiveRequest(services, { ...command, name: parts.name ?? command.name })
    return { kind, deeds }
  }
  const recorded = { kind: 'received', deeds: ['begin', 'recorded'] }
  const away = { kind: 'turned_away', deeds: ['begin', 'end', 'turned away'] }
  const unseen = { kind: 'turned_away', deeds: ['begin', 'turned away'] }

  it.each(['closed', 'flooding'] as const)('when they are %s, then nothing is recorded', async (standing) => {
    expect(await received(standing)).toEqual(unseen)
    expect(await received(standing, { membership: member })).toEqual(unseen)
  })

  it('when many of theirs are undecided, then only what is sure to be refused is turned away', async () => {
    expect(await received('crowded')).toEqual(away)
    expect(await received('crowded', { membership: member })).toEqual(recorded)
    expect(await received('crowded', { name: '', membership: member })).toEqual(away)
    expect(await received('crowded', { membership: undefined })).toEqual(recorded)
  })

  it('when it wasn’t too often, then an outsider’s command is recorded like any other', async () => {
    expect(await received('open')).toEqual(recorded)
  })
})
