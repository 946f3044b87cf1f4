import { describe, expect, it } from '@jest/globals'
import { REVOKE_CAUSES, type RevokeCause } from '../../../src/domain/causes.ts'
import { NewkeyError } from '../../../src/errors.ts'
import { MOST_UNASKED, revokeUnasked } from '../../../src/keys/revoke-key.ts'
import { keyIn } from '../requests.ts'
import { fakeServices, type Parts, storeFailed } from './fake-services.ts'

const deleted = (cause: RevokeCause): string[] => [`revoking ${cause}`, 'DELETE', 'revoked']

async function unasked(cause: RevokeCause, parts: Parts, key = keyIn('created')): Promise<string[]> {
  const { services, deeds } = fakeServices(parts)
  await revokeUnasked(services, key, cause)
  return deeds
}

describe('given a key that is to be deleted although nobody asked', () => {
  it.each(REVOKE_CAUSES)('when deletions are on hold, then it is left to a person (%s)', async (cause) => {
    expect(await unasked(cause, { policy: { holdRevocations: true } })).toEqual(['held on_hold'])
  })

  it('when the database is older than it was, then it is left to a person for that reason', async () => {
    expect(await unasked('no_secret', { policy: { holdRevocations: 'restored' } })).toEqual(['held restored'])
  })

  it('when a person is asked about it already, then it goes on waiting', async () => {
    const { services, deeds } = fakeServices({ policy: { holdRevocations: true } })
    expect(await revokeUnasked(services, keyIn('held'), 'overtaken')).toEqual(keyIn('held'))
    expect(deeds).toEqual([])
  })

  it.each(['interrupted', 'record_failed'] as const)(
    'when ten such keys went within the hour, then it is left to a person (%s)',
    async (cause) => {
      expect(await unasked(cause, { gone: MOST_UNASKED - 1 })).toEqual(deleted(cause))
      expect(await unasked(cause, { gone: MOST_UNASKED })).toEqual(['held too_many'])
    },
  )

  it('when nobody can count them, then it goes: its record says that nobody has its secret', async () => {
    const revokedUnasked = () => Promise.reject(new NewkeyError('store_failed', 'the disk is gone'))
    expect(await unasked('interrupted', { keys: { revokedUnasked } })).toEqual(deleted('interrupted'))
  })

  it('when Slack refused its secret, then it goes however many went before: nobody can have it', async () => {
    expect(await unasked('delivery_failed', { gone: 1_000 })).toEqual(deleted('delivery_failed'))
  })

  it('when the audit log doesn’t prove it ours, then it stays until recovery has asked a person', async () => {
    const isProved = async () => false
    expect(await unasked('no_secret', { keys: { isProved } })).toEqual(['revoking no_secret'])
  })

  it('when it can’t be held in the records, then it isn’t deleted either', async () => {
    const { services, deeds } = fakeServices({
      policy: { holdRevocations: true },
      fails: storeFailed('held'),
    })
    await expect(revokeUnasked(services, keyIn('created'), 'no_secret')).rejects.toMatchObject({
      code: 'store_failed',
    })
    expect(deeds).toEqual(['held on_hold fails: store_failed'])
  })
})
