import { describe, expect, it } from '@jest/globals'
import { HOUR_MS } from '../../../src/domain/policy.ts'
import type { Request, State } from '../../../src/domain/request.ts'
import { NewkeyError } from '../../../src/errors.ts'
import { recoverRequests } from '../../../src/keys/recover-requests.ts'
import { NOW } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices, KEPT, storeFailed } from './fake-services.ts'

function withDue(due: readonly Request[], parts: Parameters<typeof fakeServices>[0] = {}) {
  const { deps, deeds } = fakeServices(parts)
  return { deps: { ...deps, registry: { ...deps.registry, due: async () => due } }, deeds }
}

describe('given a request that nobody works on any more', () => {
  it.each<[State, string[]]>([
    ['received', ['failed']],
    ['authorized', ['failed']],
    ['intent', ['unknown']],
    ['created', ['revoke_pending', 'DELETE', 'revoked']],
    ['revoke_pending', ['DELETE', 'revoked']],
  ])('when it is %s, then this is done, and nobody is told yet: %j', async (state, expected) => {
    const { deps, deeds } = withDue([requestIn(state)])
    await recoverRequests(deps)
    expect(deeds).toEqual(expected)
  })

  it('when its key still can’t be deleted, then it is put off', async () => {
    const keeps = { ...fakeServices().deps.issuer, delete: async () => KEPT }
    const { deps, deeds } = withDue([requestIn('revoke_pending')], { issuer: keeps })
    await recoverRequests(deps)
    expect(deeds).toEqual(['put off revoke_pending by 15000'])
  })

  it.each([
    { what: 'more than an hour old', now: NOW + HOUR_MS + 1 },
    { what: 'from a time that is yet to come', now: NOW - HOUR_MS - 1 },
  ])('when a key was made and its record is $what, then a person is asked instead', async ({ now }) => {
    const { deps, deeds } = withDue([requestIn('created')], { now: () => now })
    await recoverRequests(deps)
    expect(deeds).toEqual(['held'])
  })

  it('when deletions are on hold, then also one that is pending waits for a person, unless a person wants it', async () => {
    const pending = requestIn('revoke_pending')
    const due = [pending, { ...pending, cause: 'not_received' as const }]
    const { deps, deeds } = withDue(due, { holdRevocations: true })
    await recoverRequests(deps)
    expect(deeds.filter((deed) => deed === 'held')).toHaveLength(1)
    expect(deeds.filter((deed) => deed === 'DELETE')).toHaveLength(1)
  })

  it('when the audit log doesn’t show that its key is newkey’s, then a person is asked instead', async () => {
    const { deps, deeds } = withDue([requestIn('revoke_pending')])
    await recoverRequests({ ...deps, registry: { ...deps.registry, isProved: async () => false } })
    expect(deeds).toEqual(['held'])
  })

  it('when Twilio hangs on one deletion, then the others are made', async () => {
    const hangs = Promise.withResolvers<never>()
    const { deps, deeds } = withDue([requestIn('revoke_pending'), requestIn('revoke_pending')])
    let asked = 0
    const remove = async () =>
      asked++ === 0 ? hangs.promise : deps.issuer.delete(requestIn('revoked').sid, deps.issuer.home)
    const revoked = Promise.withResolvers<void>()
    const advance: typeof deps.registry.advance = async (from, to, change, by) => {
      const moved = await deps.registry.advance(from, to, change, by)
      if (to === 'revoked') revoked.resolve()
      return moved
    }
    void recoverRequests({
      ...deps,
      registry: { ...deps.registry, advance },
      issuer: { ...deps.issuer, delete: remove },
    })
    await revoked.promise
    expect(deeds).toEqual(['DELETE', 'revoked'])
  })

  it('when one of several can’t be recovered, then the others are', async () => {
    const { deps, deeds } = withDue([requestIn('intent'), requestIn('received')], {
      fails: storeFailed('unknown'),
    })
    await recoverRequests(deps)
    expect(deeds).toEqual(['unknown fails: store_failed', 'failed'])
  })

  it('when somebody else was faster, then it is theirs', async () => {
    const { deps, deeds } = withDue([requestIn('received')], {
      fails: () => new NewkeyError('overtaken', 'faster'),
    })
    await recoverRequests(deps)
    expect(deeds).toEqual(['failed fails: overtaken'])
  })
})
