import { describe, expect, it } from '@jest/globals'
import { REVOKE_CAUSES, type RevokeCause } from '../../../src/domain/causes.ts'
import { MOST_UNASKED, revokeUnasked } from '../../../src/keys/revoke-key.ts'
import { requestIn } from '../requests.ts'
import { fakeServices, storeFailed } from './fake-services.ts'

const DELETED = ['revoke_pending', 'DELETE', 'revoked']

async function unasked(cause: RevokeCause, parts: Parameters<typeof fakeServices>[0]): Promise<string[]> {
  const { deps, deeds } = fakeServices(parts)
  await revokeUnasked(deps, requestIn('created'), cause)
  return deeds
}

describe('given a key that is to be deleted although nobody asked', () => {
  it.each(REVOKE_CAUSES)('when deletions are on hold, then it is left to a person (%s)', async (cause) => {
    expect(await unasked(cause, { holdRevocations: true })).toEqual(['held'])
  })

  it.each(['interrupted', 'record_failed'] as const)(
    'when ten such keys went within the hour, then it is left to a person (%s)',
    async (cause) => {
      expect(await unasked(cause, { gone: MOST_UNASKED - 1 })).toEqual(DELETED)
      expect(await unasked(cause, { gone: MOST_UNASKED })).toEqual(['held'])
    },
  )

  it('when Slack refused its secret, then it goes however many went before: nobody can have it', async () => {
    expect(await unasked('delivery_failed', { gone: 1_000 })).toEqual(DELETED)
  })

  it('when it can’t be held in the records, then it isn’t deleted either', async () => {
    const { deps, deeds } = fakeServices({ holdRevocations: true, fails: storeFailed('held') })
    await expect(revokeUnasked(deps, requestIn('created'), 'no_secret')).rejects.toMatchObject({
      code: 'store_failed',
    })
    expect(deeds).toEqual(['held fails: store_failed'])
  })
})
