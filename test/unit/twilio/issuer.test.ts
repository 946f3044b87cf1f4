import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Served, serve } from '../../../sandbox/serve.ts'
import { createTwilio, type TwilioAccount } from '../../../sandbox/twilio/account.ts'
import type { Issuer } from '../../../src/domain/issuer.ts'
import { isKeySid, type KeySid } from '../../../src/ids.ts'
import { Secret } from '../../../src/secret.ts'
import { parseRfc2822 } from '../../../src/twilio/rfc2822.ts'
import { createIssuer } from '../../../src/twilio/v2010/issuer.ts'
import { ACCOUNT, NOW, OTHER_SID, SID } from '../ids.ts'

let twilio: TwilioAccount
let served: Served
let issuer: Issuer

beforeEach(async () => {
  const mainKeys = [{ sid: SID, secret: 'main' }]
  twilio = createTwilio({ now: () => NOW, account: ACCOUNT, authToken: 'token', mainKeys })
  served = await serve({ handle: (request) => twilio.handle(request) })
  const settings = {
    url: served.url,
    account: ACCOUNT,
    region: 'us1',
    user: SID,
    password: new Secret('main'),
  }
  issuer = createIssuer(settings, () => NOW, 2_000)
})
afterEach(() => served.close())

async function make(): Promise<KeySid> {
  const creation = await issuer.create('payments-svc')
  if (creation.kind !== 'created') throw new Error(creation.kind)
  return creation.key.sid
}

describe('given a key that was made', () => {
  it('then every field of the answer is read for what it is', async () => {
    const creation = await issuer.create('payments-svc')
    const [key] = [...twilio.keys.values()]
    expect(creation).toMatchObject({
      kind: 'created',
      key: { sid: key?.sid, name: 'payments-svc', createdAt: NOW, updatedAt: NOW },
      diagnosis: { status: 201 },
    })
    if (creation.kind !== 'created') throw new Error('not created')
    expect(creation.secret?.reveal()).toBe(key?.secret)
    expect(JSON.stringify(creation)).not.toContain(key?.secret)
  })

  it('when it is deleted, then it is gone; and again, then a list lacks it', async () => {
    const sid = await make()
    expect(await issuer.delete(sid, issuer.location)).toMatchObject({ kind: 'gone' })
    expect(await issuer.delete(sid, issuer.location)).toMatchObject({ kind: 'absent' })
    expect(twilio.exchanges.map(({ request }) => request.method)).toEqual(['POST', 'DELETE', 'DELETE', 'GET'])
  })

  it('when a 404 comes though the list still has it on its second page, then it is not gone', async () => {
    for (let count = 0; count < 1_001; count++) {
      const sid = `SK${String(count).padStart(32, '0')}`
      twilio.keys.set(sid, { sid, friendlyName: '', dateCreated: NOW, dateUpdated: NOW, secret: 's' })
    }
    const last = [...twilio.keys.keys()].at(-1) ?? ''
    if (!isKeySid(last)) throw new Error('not a sid')
    twilio.trouble.set('delete', { kind: 'twilio', status: 404, code: 20404 })
    expect(await issuer.delete(last, issuer.location)).toMatchObject({ kind: 'remains', cause: 'listed' })
    expect(twilio.exchanges.filter(({ request }) => request.method === 'GET')).toHaveLength(2)
    expect(await issuer.delete(OTHER_SID, issuer.location)).toMatchObject({ kind: 'absent' })
  })

  it.each([
    ['the list is refused', { kind: 'twilio', status: 401, code: 20003 }],
    ['the list breaks', { kind: 'reset' }],
    ['the list is not Twilio’s', { kind: 'html', status: 200 }],
  ] as const)('when a 404 comes and %s, then it is not proved gone', async (_, trouble) => {
    twilio.trouble.set('list', trouble)
    expect(await issuer.delete(OTHER_SID, issuer.location)).toMatchObject({ kind: 'remains' })
  })

  it('when it was made in another account, region or API, then it is left alone', async () => {
    const sid = await make()
    const elsewhere = await issuer.delete(sid, { ...issuer.location, region: 'ie1' })
    expect(elsewhere).toMatchObject({ kind: 'remains', cause: 'elsewhere' })
    expect(twilio.keys.has(sid)).toBe(true)
  })

  it('when it is the bot’s own credential, then it is never deleted', async () => {
    expect(await issuer.delete(SID, issuer.location)).toMatchObject({
      kind: 'remains',
      cause: 'own_credential',
    })
    expect(twilio.exchanges).toEqual([])
  })
})

describe('given a date of Twilio’s', () => {
  it.each([
    ['Tue, 24 Nov 2026 08:15:30 +0000', Date.UTC(2026, 10, 24, 8, 15, 30)],
    ['24 Nov 2026 08:15:30 GMT', Date.UTC(2026, 10, 24, 8, 15, 30)],
    ['Tue, 24 Nov 2026 10:15:30 +0200', Date.UTC(2026, 10, 24, 8, 15, 30)],
    ['Tue, 24 Nov 2026 00:45:30 -0730', Date.UTC(2026, 10, 24, 8, 15, 30)],
    ['Tue, 31 Feb 2026 08:15:30 +0000', undefined],
    ['Tue, 24 Foo 2026 08:15:30 +0000', undefined],
    ['2026-11-24T08:15:30Z', undefined],
    ['', undefined],
  ])('when it is %j, then it is %j', (text, at) => {
    expect(parseRfc2822(text)).toBe(at)
  })
})
