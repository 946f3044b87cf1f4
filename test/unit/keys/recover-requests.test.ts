import { describe, expect, it } from '@jest/globals'
import type { KeyState, OpenKey } from '../../../src/domain/key.ts'
import { HOUR_MS } from '../../../src/domain/policy.ts'
import type { OpenRequest } from '../../../src/domain/request.ts'
import { NewkeyError } from '../../../src/errors.ts'
import { isKeySid } from '../../../src/ids.ts'
import { recoverRequests } from '../../../src/keys/recover-requests.ts'
import { MOST_UNASKED } from '../../../src/keys/revoke-key.ts'
import { keySid, NOW, OTHER_ACCOUNT, OTHER_SID } from '../ids.ts'
import { keyIn, requestIn } from '../requests.ts'
import { CREATED, fakeServices, GONE, type Parts, REMAINS, storeFailed } from './fake-services.ts'

/** What recovery does where these are due; `released` is what is given back afterwards. */
async function recovered(
  due: { readonly requests?: readonly OpenRequest[]; readonly keys?: readonly OpenKey[] },
  { requests, keys, ...parts }: Parts = {},
) {
  const released: string[] = []
  const release = (id: string): void => void released.push(id)
  const { services, deeds } = fakeServices({
    ...parts,
    requests: { due: async () => due.requests ?? [], release, ...requests },
    keys: { due: async () => due.keys ?? [], release, ...keys },
  })
  await recoverRequests(services)
  return { deeds, released }
}

describe('given a request that nobody works on any more', () => {
  it.each([
    ['received', 'failed interrupted'],
    ['authorized', 'failed interrupted'],
    ['intent', 'unknown interrupted'],
  ] as const)('when it is %s, then it is %s, and nobody is told yet', async (state, deed) => {
    const request = requestIn(state)
    expect(await recovered({ requests: [request] })).toEqual({ deeds: [deed], released: [request.id] })
  })

  it('when one of several can’t be recovered, then the others are', async () => {
    const requests = [requestIn('intent'), requestIn('received')]
    const { deeds, released } = await recovered({ requests }, { fails: storeFailed('unknown') })
    expect(deeds).toEqual(['unknown interrupted fails: store_failed', 'failed interrupted'])
    expect(released).toHaveLength(2)
  })

  it('when somebody else was faster, then it is theirs', async () => {
    const fails = () => new NewkeyError('overtaken', 'faster')
    const { deeds } = await recovered({ requests: [requestIn('received')] }, { fails })
    expect(deeds).toEqual(['failed interrupted fails: overtaken'])
  })

  it('when the rows can’t be read, then the caller learns it', async () => {
    const unread = () => Promise.reject(new NewkeyError('store_failed', 'the disk is gone'))
    await expect(recovered({}, { requests: { due: unread } })).rejects.toMatchObject({ code: 'store_failed' })
    await expect(recovered({}, { keys: { due: unread } })).rejects.toMatchObject({ code: 'store_failed' })
  })
})

describe('given a key that nobody works on any more', () => {
  it.each([
    ['created', ['revoking interrupted', 'DELETE', 'revoked']],
    ['revoking', ['DELETE', 'revoked']],
  ] as const)('when it is %s, then this is done, and nobody is told yet: %j', async (state, expected) => {
    const key = keyIn(state)
    expect(await recovered({ keys: [key] })).toEqual({ deeds: expected, released: [key.sid] })
  })

  it('when it still can’t be deleted, then it is put off', async () => {
    const { deeds } = await recovered(
      { keys: [keyIn('revoking')] },
      { twilio: { delete: async () => REMAINS } },
    )
    expect(deeds).toEqual(['put off by 15000'])
  })

  it('when Twilio still lists it, then what was noted before doesn’t count', async () => {
    const listed = { kind: 'remains', cause: 'listed', diagnosis: {} } as const
    const { deeds } = await recovered(
      { keys: [keyIn('revoking')] },
      { twilio: { delete: async () => listed } },
    )
    expect(deeds).toEqual(['present', 'put off by 15000'])
  })

  it.each([
    { lists: 'one list lacks', before: false, expected: ['put off by 60000'] },
    { lists: 'two lists lack', before: true, expected: ['revoked'] },
  ])('when $lists it, then this is done: $expected', async ({ before, expected }) => {
    const absent = { kind: 'absent', at: NOW, diagnosis: {} } as const
    const { deeds } = await recovered(
      { keys: [keyIn('revoking')] },
      { twilio: { delete: async () => absent }, keys: { recordAbsent: async () => before } },
    )
    expect(deeds).toEqual(expected)
  })

  it.each([
    { what: 'more than an hour old', now: NOW + HOUR_MS + 1 },
    { what: 'from a time that is yet to come', now: NOW - HOUR_MS - 1 },
  ])('when its record is $what, then a person is asked instead', async ({ now }) => {
    const { deeds } = await recovered({ keys: [keyIn('created')] }, { clock: { now: () => now } })
    expect(deeds).toEqual(['held stale'])
  })

  it('when many went unasked already, then a person is asked instead', async () => {
    expect((await recovered({ keys: [keyIn('created')] }, { gone: MOST_UNASKED })).deeds).toEqual([
      'held too_many',
    ])
  })

  it('when deletions are on hold, then also one that is to go waits for a person, unless a person wants it', async () => {
    const going = keyIn('revoking')
    const keys = [
      going,
      { ...going, cause: 'not_received' as const },
      { ...going, cause: 'decided' as const },
    ]
    const { deeds } = await recovered({ keys }, { policy: { holdRevocations: true } })
    expect(deeds.sort()).toEqual(['DELETE', 'DELETE', 'held on_hold', 'revoked', 'revoked'])
  })

  it('when the database is older than it was, then a person is asked for that reason', async () => {
    const keys = [keyIn('created'), keyIn('revoking')]
    const { deeds } = await recovered({ keys }, { policy: { holdRevocations: 'restored' } })
    expect(deeds).toEqual(['held restored', 'held restored'])
  })

  it.each([true, 'restored'] as const)(
    'when a person would have to be asked (%s) and Twilio lists the key in either case, then one is',
    async (holdRevocations) => {
      const sid = CREATED.key.sid.toUpperCase()
      if (!isKeySid(sid)) throw new Error('no sid')
      const listed = { ...CREATED.key, sid }
      const { deeds } = await recovered(
        { keys: [keyIn('revoking')] },
        {
          policy: { holdRevocations },
          twilio: { list: async () => ({ kind: 'listed', keys: [listed], ahead: 0 }) },
        },
      )
      expect(deeds).toEqual([holdRevocations === true ? 'held on_hold' : 'held restored'])
    },
  )

  it('when a person would have to be asked and Twilio doesn’t say which keys there are, then one is', async () => {
    const { deeds } = await recovered(
      { keys: [keyIn('revoking')] },
      {
        policy: { holdRevocations: true },
        twilio: { list: async () => ({ kind: 'failed', diagnosis: {} }) },
      },
    )
    expect(deeds).toEqual(['held on_hold'])
  })

  it.each([
    { lists: 'one list of Twilio lacks', before: false, expected: ['absent at 500', 'put off by 60000'] },
    { lists: 'two lists of Twilio lack', before: true, expected: ['absent at 500', 'revoked'] },
  ])(
    'when a person would have to be asked, but $lists the key, then nobody is: $expected',
    async ({ before, expected }) => {
      const noted: string[] = []
      const other = { ...CREATED.key, sid: OTHER_SID }
      const { deeds } = await recovered(
        { keys: [keyIn('revoking')] },
        {
          policy: { holdRevocations: true },
          twilio: { list: async () => ({ kind: 'listed', keys: [other], ahead: 500 }) },
          keys: {
            recordAbsent: async (_key, at) => {
              noted.push(`absent at ${(at ?? NOW) - NOW}`)
              return before
            },
          },
        },
      )
      expect([...noted, ...deeds]).toEqual(expected)
    },
  )

  it.each([{ account: OTHER_ACCOUNT }, { region: 'ie1' }])(
    'when a person would have to be asked and the key is elsewhere (%j), then no list from here counts',
    async (elsewhere) => {
      let asked = 0
      const { deeds } = await recovered(
        { keys: [{ ...keyIn('revoking'), ...elsewhere }] },
        {
          policy: { holdRevocations: true },
          twilio: {
            list: async () => {
              asked += 1
              return { kind: 'listed', keys: [], ahead: 0 }
            },
          },
        },
      )
      expect([deeds, asked]).toEqual([['held on_hold'], 0])
    },
  )

  it('when the audit log doesn’t show that it is newkey’s, then a person is asked instead', async () => {
    const { deeds } = await recovered(
      { keys: [keyIn('revoking')] },
      { keys: { isProved: async () => false } },
    )
    expect(deeds).toEqual(['held unproven'])
  })

  it('when Twilio hangs on one deletion, then the others are made', async () => {
    const hangs = Promise.withResolvers<never>()
    const revoked = Promise.withResolvers<KeyState>()
    const keys = [1, 2].map((number) => ({ ...keyIn('revoking'), sid: keySid(number) }))
    const { services, deeds } = fakeServices({
      keys: { due: async () => keys, release: (sid) => sid === keySid(2) && revoked.resolve('revoked') },
      twilio: { delete: (sid) => (sid === keySid(1) ? hangs.promise : Promise.resolve(GONE)) },
    })
    void recoverRequests(services)
    expect(await revoked.promise).toBe('revoked')
    expect(deeds).toEqual(['revoked'])
  })

  it('when one can’t be recovered, then the others are', async () => {
    const keys = [keyIn('created'), keyIn('revoking')]
    const { deeds, released } = await recovered(
      { keys },
      { fails: storeFailed('revoking'), keys: { isProved: async () => true } },
    )
    expect(deeds.slice(-2)).toEqual(['DELETE', 'revoked'])
    expect(released).toHaveLength(2)
  })
})
