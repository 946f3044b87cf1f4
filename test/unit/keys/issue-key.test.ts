import { describe, expect, it } from '@jest/globals'
import { NewkeyError } from '../../../src/errors.ts'
import { issueKey } from '../../../src/keys/issue-key.ts'
import { ADA, NOW, TEAM } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { CREATED, fakeServices, GONE, storeFailed } from './fake-services.ts'

describe('given an authorized request', () => {
  it('when all goes well, then each step is recorded before the next', async () => {
    const { deps, deeds } = fakeServices()
    const ended = await issueKey(deps, requestIn('authorized'))
    expect(ended.state).toBe('delivered')
    expect(deeds).toEqual(['POST', 'created', 'deliver the secret', 'delivered'])
  })

  it('when it is over a limit, then nothing is asked of Twilio', async () => {
    const { deps, deeds } = fakeServices()
    const registry = { ...deps.registry, admit: async () => requestIn('denied') }
    expect((await issueKey({ ...deps, registry }, requestIn('authorized'))).state).toBe('denied')
    expect(deeds).toEqual([])
  })

  it('when its intent is older than 5 s, then the POST never starts', async () => {
    const times = [0, 5_001]
    const { deps, deeds } = fakeServices({ monotonic: () => times.shift() ?? 0 })
    expect((await issueKey(deps, requestIn('authorized'))).state).toBe('failed')
    expect(deeds).toEqual(['failed'])
  })

  it.each([
    ['they have left the group', { member: false, holds: () => true }, 'denied'],
    ['Slack doesn’t say any more whether they are in the group', undefined, 'denied'],
    ['a change of the group is announced after the intent', { member: true, holds: () => false }, 'failed'],
  ])('when %s, then the POST never starts', async (_, standing, state) => {
    const { deps, deeds } = fakeServices()
    const groupMembers = { ...deps.groupMembers, stillIn: async () => standing }
    expect((await issueKey({ ...deps, groupMembers }, requestIn('authorized'), 0)).state).toBe(state)
    expect(deeds).toEqual([state])
  })

  it.each([
    ['a moment ago', 3_000, 0],
    ['longer ago than that', 3_001, 1],
  ])('when it was decided %s, then the person is asked about as often as needed', async (_, now, times) => {
    const { deps } = fakeServices({ monotonic: () => now })
    let asked = 0
    const find = (): ReturnType<typeof deps.people.find> => {
      asked += 1
      return deps.people.find(ADA)
    }
    await issueKey({ ...deps, people: { find } }, requestIn('authorized'), 0)
    expect(asked).toBe(times)
  })

  it('when they have been deactivated since it was decided, then the POST never starts', async () => {
    const { deps, deeds } = fakeServices({ monotonic: () => 3_001 })
    const person = { id: ADA, team: TEAM, deactivated: true, bot: false, guest: false }
    const people = { find: async () => person }
    expect((await issueKey({ ...deps, people }, requestIn('authorized'), 0)).state).toBe('denied')
    expect(deeds).toEqual(['denied'])
  })

  it('when the key can’t be recorded, then it is deleted at once and its secret never shown', async () => {
    const { deps, deeds } = fakeServices({ fails: storeFailed('created') })
    const ended = await issueKey(deps, requestIn('authorized'))
    expect(deeds).toEqual(['POST', 'created fails: store_failed', 'DELETE', 'revoke_pending', 'revoked'])
    expect(ended.state).toBe('revoked')
  })

  it('when nothing can be recorded any more, then the key is deleted all the same', async () => {
    let now = NOW
    const { deps, deeds } = fakeServices({
      fails: storeFailed('created', 'revoke_pending'),
      monotonic: () => now,
      pause: async (ms) => {
        now += ms
      },
    })
    await expect(issueKey(deps, requestIn('authorized'))).rejects.toMatchObject({ code: 'store_failed' })
    expect(deeds.slice(0, 3)).toEqual(['POST', 'created fails: store_failed', 'DELETE'])
    expect([...new Set(deeds.slice(3))]).toEqual(['revoke_pending fails: store_failed'])
    expect(now - NOW).toBeGreaterThan(29_000)
  })

  it('when recording it fails in a way that nobody foresaw, then the key is deleted before anything else', async () => {
    const { deps, deeds } = fakeServices()
    const advance = async (): Promise<never> => {
      throw new TypeError('nobody foresaw this')
    }
    const registry = { ...deps.registry, advance }
    await expect(issueKey({ ...deps, registry }, requestIn('authorized'))).rejects.toThrow(TypeError)
    expect(deeds).toEqual(['POST', 'DELETE'])
  })

  it('when the store comes back before the lease ends, then the key and its deletion are recorded', async () => {
    let failures = 5
    const fails = storeFailed('created', 'revoke_pending')
    const { deps, deeds } = fakeServices({
      fails: (to) => (failures-- > 0 ? fails(to) : undefined),
      pause: async () => undefined,
    })
    expect((await issueKey(deps, requestIn('authorized'))).state).toBe('revoked')
    expect(deeds.slice(-2)).toEqual(['revoke_pending', 'revoked'])
  })

  it('when newkey is being stopped, then no key is begun', async () => {
    const { deps, deeds } = fakeServices({ stopping: () => true })
    expect((await issueKey(deps, requestIn('authorized'))).state).toBe('failed')
    expect(deeds).toEqual(['failed'])
  })

  it.each(['kept', 'revoke_pending', 'revoked'] as const)(
    'when the key was found meanwhile and is %s, then that holds, and nothing is deleted',
    async (state) => {
      const overtaken = new NewkeyError('overtaken', 'somebody else was faster')
      const { deps, deeds } = fakeServices({ fails: (to) => (to === 'created' ? overtaken : undefined) })
      const registry = { ...deps.registry, findKey: async () => requestIn(state) }
      expect((await issueKey({ ...deps, registry }, requestIn('authorized'))).state).toBe(state)
      expect(deeds).toEqual(['POST', 'created fails: overtaken'])
    },
  )

  it('when the key was found meanwhile and somebody is asked about it, then it is deleted: it is proved ours', async () => {
    const overtaken = new NewkeyError('overtaken', 'somebody else was faster')
    const { deps, deeds } = fakeServices({ fails: (to) => (to === 'created' ? overtaken : undefined) })
    const registry = { ...deps.registry, findKey: async () => requestIn('held') }
    expect((await issueKey({ ...deps, registry }, requestIn('authorized'))).state).toBe('revoked')
    expect(deeds).toEqual(['POST', 'created fails: overtaken', 'DELETE', 'revoke_pending', 'revoked'])
  })

  it('when deletions are on hold and the key can’t be recorded as created, then a person is asked', async () => {
    const { deps, deeds } = fakeServices({ fails: storeFailed('created'), holdRevocations: true })
    expect((await issueKey(deps, requestIn('authorized'))).state).toBe('held')
    expect(deeds).toEqual(['POST', 'created fails: store_failed', 'held'])
  })

  it('when recovery has judged the row meanwhile, then the answer proves the key ours and it is deleted', async () => {
    const overtaken = new NewkeyError('overtaken', 'somebody else was faster')
    const { deps, deeds, has } = fakeServices({ fails: (to) => (to === 'created' ? overtaken : undefined) })
    has(requestIn('unknown'))
    expect((await issueKey(deps, requestIn('authorized'))).state).toBe('revoked')
    expect(deeds).toEqual(['POST', 'created fails: overtaken', 'DELETE', 'revoke_pending', 'revoked'])
  })

  it('when Twilio gives no secret, then the key is deleted and nothing shown', async () => {
    const create = async () => ({ ...CREATED, secret: undefined }) as const
    const { deps, deeds } = fakeServices()
    const issuer = { ...deps.issuer, create }
    expect((await issueKey({ ...deps, issuer }, requestIn('authorized'))).state).toBe('revoked')
    expect(deeds).toEqual(['created', 'revoke_pending', 'DELETE', 'revoked'])
  })

  it('when the delivery can’t be recorded at first, then it is tried again while the lease lasts', async () => {
    let failures = 3
    const fails = storeFailed('delivered')
    const { deps, deeds } = fakeServices({
      fails: (to) => (to === 'delivered' && failures-- > 0 ? fails(to) : undefined),
      pause: async () => undefined,
    })
    expect((await issueKey(deps, requestIn('authorized'))).state).toBe('delivered')
    expect(deeds.filter((deed) => deed === 'deliver the secret')).toHaveLength(1)
    expect(deeds.filter((deed) => deed.startsWith('delivered'))).toHaveLength(4)
  })

  it('when the delivery can’t be recorded until the lease ends, then the key is deleted', async () => {
    let now = NOW
    const { deps, deeds } = fakeServices({
      fails: storeFailed('delivered'),
      monotonic: () => now,
      pause: async (ms) => {
        now += ms
      },
    })
    expect((await issueKey(deps, requestIn('authorized'))).state).toBe('revoked')
    expect(now - NOW).toBeGreaterThan(29_000)
    expect(now - NOW).toBeLessThanOrEqual(30_000)
    expect(deeds.slice(-3)).toEqual(['revoke_pending', 'DELETE', 'revoked'])
  })

  it('when Slack doesn’t take the secret and the store fails too, then the key is deleted all the same', async () => {
    const { deps, deeds } = fakeServices({
      fails: storeFailed('revoke_pending'),
      delivery: { deliver: async () => ({ kind: 'not_shown', fault: 'timeout' }) },
      issuer: {
        ...fakeServices().deps.issuer,
        create: async () => CREATED,
        delete: async () => {
          deeds.push('DELETE')
          return GONE
        },
      },
    })
    await expect(issueKey(deps, requestIn('authorized'))).rejects.toMatchObject({ code: 'store_failed' })
    expect(deeds).toContain('DELETE')
  })

  it.each([
    { what: 'an hour old', createdAt: NOW - 3_600_000 },
    { what: 'two minutes old', createdAt: NOW - 120_000 },
    { what: 'from the future', createdAt: NOW + 120_000 },
    { what: 'of no time at all', createdAt: undefined },
  ])(
    'when Twilio’s yes names a key that is $what, then nothing is deleted or shown, and the outcome is unknown',
    async ({ createdAt }) => {
      const { deps, deeds } = fakeServices()
      const create = async () => ({ ...CREATED, key: { ...CREATED.key, createdAt } })
      const ended = await issueKey({ ...deps, issuer: { ...deps.issuer, create } }, requestIn('authorized'))
      expect(ended.state).toBe('unknown')
      expect(deeds).toEqual(['unknown'])
    },
  )

  it('when Twilio’s yes names a key that another record has, then nothing is deleted or shown', async () => {
    const { deps, deeds } = fakeServices()
    const registry = { ...deps.registry, isTaken: async () => true }
    expect((await issueKey({ ...deps, registry }, requestIn('authorized'))).state).toBe('unknown')
    expect(deeds).toEqual(['POST', 'unknown'])
  })

  it('when the records can’t be searched for the key, then it is nobody’s to delete or show', async () => {
    const { deps, deeds } = fakeServices()
    const isTaken = async (): Promise<never> => {
      throw new NewkeyError('store_failed', 'the disk is gone')
    }
    const registry = { ...deps.registry, isTaken }
    expect((await issueKey({ ...deps, registry }, requestIn('authorized'))).state).toBe('unknown')
    expect(deeds).toEqual(['POST', 'unknown'])
  })

  it('when another request records the same key at the same moment, then the key isn’t deleted', async () => {
    const { deps, deeds } = fakeServices({ fails: storeFailed('created') })
    const answers = [false, true]
    const registry = { ...deps.registry, isTaken: async () => answers.shift() ?? true }
    expect((await issueKey({ ...deps, registry }, requestIn('authorized'))).state).toBe('unknown')
    expect(deeds).toEqual(['POST', 'created fails: store_failed', 'unknown'])
  })
})
