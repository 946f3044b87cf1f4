import { describe, expect, it } from '@jest/globals'
import { NewkeyError } from '../../../src/errors.ts'
import { HOUR_MS } from '../../../src/keys/policy.ts'
import { recoverRequests } from '../../../src/keys/recover-requests.ts'
import type { Request, State } from '../../../src/keys/request.ts'
import { pauseAfter } from '../../../src/keys/revoke-key.ts'
import { tellRequester } from '../../../src/keys/tell-requester.ts'
import { DM, NOW } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { KEPT, SECRET, storeFailed, world } from './world.ts'

function withDue(due: readonly Request[], parts: Parameters<typeof world>[0] = {}) {
  const { deps, deeds } = world(parts)
  return { deps: { ...deps, registry: { ...deps.registry, due: async () => due } }, deeds }
}

const withoutClaims = (deeds: readonly string[]): string[] =>
  deeds.filter((deed) => !deed.startsWith('put off'))

describe('given a request that nobody works on any more', () => {
  it.each<[State, string[]]>([
    ['received', ['failed', 'post failed', 'told of failed']],
    ['authorized', ['failed', 'post failed', 'told of failed']],
    ['intent', ['unknown', 'post unknown', 'told of unknown']],
    ['created', ['revoke_pending', 'DELETE', 'revoked', 'post revoked', 'told of revoked']],
    ['delivered', ['post delivered', 'told of delivered']],
    ['confirmed', ['post confirmed', 'told of confirmed']],
    ['denied', ['post denied', 'told of denied']],
    ['failed', ['post failed', 'told of failed']],
    ['unknown', ['post unknown', 'told of unknown']],
    ['revoke_pending', ['DELETE', 'revoked', 'post revoked', 'told of revoked']],
    ['revoked', ['post revoked', 'told of revoked']],
    ['held', ['post held', 'told of held', 'ask about orphan', 'asked about held']],
    ['kept', []],
  ])('when it is %s, then this is done: %j', async (state, expected) => {
    const { deps, deeds } = withDue([requestIn(state)])
    await recoverRequests(deps)
    // What is told is put off first: what can't be noted would be said again every minute.
    expect(withoutClaims(deeds)).toEqual(expected)
  })

  it('when its key still can’t be deleted, then it is put off and the requester told once', async () => {
    const keeps = { ...world().deps.issuer, delete: async () => KEPT }
    const { deps, deeds } = withDue(
      [requestIn('revoke_pending'), { ...requestIn('revoke_pending'), told: true }],
      { issuer: keeps },
    )
    await recoverRequests(deps)
    expect(deeds).toEqual([
      'put off revoke_pending by 15000',
      'put off revoke_pending by 15000',
      'post revoke_pending',
      'told of revoke_pending',
      'put off revoke_pending by 15000',
    ])
  })

  it('when a key was made and its record is more than an hour old, then a person is asked instead', async () => {
    const { deps, deeds } = withDue([requestIn('created')], { now: () => NOW + HOUR_MS + 1 })
    await recoverRequests(deps)
    expect(withoutClaims(deeds)).toEqual([
      'held',
      'post held',
      'told of held',
      'ask about orphan',
      'asked about held',
    ])
  })

  it('when deletions are on hold, then also one that is pending waits for a person, unless a person wants it', async () => {
    const pending = requestIn('revoke_pending')
    const due = [pending, { ...pending, why: 'not_received' as const }]
    const { deps, deeds } = withDue(due, { holdRevocations: true })
    await recoverRequests(deps)
    expect(deeds[0]).toBe('held')
    expect(withoutClaims(deeds).slice(5, 7)).toEqual(['DELETE', 'revoked'])
  })

  it('when one of several can’t be recovered, then the others are', async () => {
    const { deps, deeds } = withDue([requestIn('intent'), requestIn('received')], {
      fails: storeFailed('unknown'),
    })
    await recoverRequests(deps)
    expect(withoutClaims(deeds)).toEqual([
      'unknown fails: store_failed',
      'failed',
      'post failed',
      'told of failed',
    ])
  })

  it('when somebody else was faster, then it is theirs', async () => {
    const { deps, deeds } = withDue([requestIn('received')], {
      fails: () => new NewkeyError('overtaken', 'faster'),
    })
    await recoverRequests(deps)
    expect(deeds).toEqual(['failed fails: overtaken'])
  })

  it('when what is told can’t be put off first, then nothing is said', async () => {
    const { deps, deeds } = withDue([requestIn('denied')])
    const postpone = async (): Promise<void> => {
      throw new NewkeyError('store_failed', 'the disk is full')
    }
    await recoverRequests({ ...deps, registry: { ...deps.registry, postpone } })
    expect(deeds).toEqual([])
  })
})

describe('given an end that the requester has to hear of', () => {
  const silent = { reply: async () => false, post: async () => undefined, ask: async () => undefined }
  it('when nothing can be told, then it is put off, longer each time, up to 15 minutes', async () => {
    const { deps, deeds } = world({ notices: silent })
    await tellRequester(deps, requestIn('failed'), SECRET)
    await tellRequester(deps, { ...requestIn('failed'), attempts: 3 })
    expect(deeds).toEqual(['put off failed by 15000', 'put off failed by 120000'])
    expect([0, 1, 5, 6, 1_000].map(pauseAfter)).toEqual([15_000, 30_000, 480_000, 900_000, 900_000])
  })

  it('when the card of a delivered key can’t be posted, then the reply alone is not enough', async () => {
    const { deps, deeds } = world({ notices: { ...silent, reply: async () => true } })
    await tellRequester(deps, requestIn('delivered'), SECRET)
    expect(deeds).toEqual(['put off delivered by 15000'])
  })

  it('when nobody can be asked about a held key, then its requester is told once, and asking goes on', async () => {
    const { deps, deeds } = world()
    const notices = { ...deps.notices, ask: async () => undefined }
    await tellRequester({ ...deps, notices }, requestIn('held'))
    await tellRequester({ ...deps, notices }, { ...requestIn('held'), told: true })
    expect(deeds).toEqual(['post held', 'told of held', 'put off held by 15000', 'put off held by 15000'])
  })

  it('when its requester can’t be told about a held key, then somebody is asked once', async () => {
    const { deps, deeds } = world()
    const notices = { ...deps.notices, post: async () => undefined }
    await tellRequester({ ...deps, notices }, requestIn('held'))
    await tellRequester({ ...deps, notices }, { ...requestIn('held'), card: { channel: DM, ts: '2.000001' } })
    expect(deeds.filter((deed) => deed.startsWith('ask about'))).toHaveLength(1)
  })

  it('when a refusal was told where it was typed, then no DM is sent', async () => {
    const { deps, deeds } = world()
    await tellRequester(deps, requestIn('denied'), SECRET)
    expect(deeds).toEqual(['reply denied', 'told of denied'])
  })
})
