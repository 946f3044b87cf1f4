import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { Creation } from '../../../src/domain/issuer.ts'
import { Secret } from '../../../src/secret.ts'
import { createIssuer } from '../../../src/twilio/v2010/issuer.ts'
import { type Bytes, serveBytes, tempting } from '../bytes.ts'
import { ACCOUNT, NOW, SID } from '../ids.ts'

const MADE = JSON.stringify({
  sid: SID,
  friendly_name: 'payments-svc',
  date_created: new Date(NOW).toUTCString().replace('GMT', '+0000'),
  date_updated: null,
  secret: 'the secret of the test',
})

let server: Bytes
afterEach(() => server.close())

/** The issuer in front of a Twilio that answers so. */
async function issuerOf(answer: (socket: Socket, count: number) => void) {
  server = await serveBytes(answer)
  const settings = {
    url: `http://127.0.0.1:${server.port}`,
    account: ACCOUNT,
    region: 'us1',
    user: ACCOUNT,
    password: new Secret('token'),
  }
  return createIssuer(settings, () => NOW, 5_000)
}
const isWhole = (request: string): boolean =>
  request.startsWith('POST ') && request.endsWith('\r\n\r\nFriendlyName=payments-svc')
/** The requests, where they aren't the one POST with its whole body that there has to be. */
const surplus = (): string[] =>
  server.requests.length === 1 && server.requests.every(isWhole) ? [] : server.requests

const STATUSES = Array.from({ length: 400 }, (_, index) => 200 + index)

describe('given the request that creates a key', () => {
  it.each(STATUSES)(
    'when it is answered with %d, then it was on the wire once, with its body',
    async (status) => {
      const issuer = await issuerOf((socket) => void socket.write(tempting(status, '{}')))
      const creation = await issuer.create('payments-svc')
      expect(surplus()).toEqual([])
      expect(creation).toMatchObject({ kind: 'unknown', diagnosis: { status } })
    },
  )

  it('when the connection is reset at any byte of the answer, then it was sent once, and only all of it makes a key', async () => {
    const whole = Buffer.from(tempting(201, MADE))
    const seen: Creation['kind'][] = []
    for (let length = 0; length <= whole.length; length++) {
      const issuer = await issuerOf((socket) => {
        if (length === 0) socket.resetAndDestroy()
        else socket.write(whole.subarray(0, length), () => socket.destroy())
      })
      seen.push((await issuer.create('payments-svc')).kind)
      expect(surplus()).toEqual([])
      await server.close()
    }
    expect(seen).toEqual([...Array.from(whole, () => 'unknown'), 'created'])
  })

  it('when an earlier answer was the last on its connection, then it isn’t lost with that connection', async () => {
    const issuer = await issuerOf((socket, count) => {
      if (count === 1) socket.end(tempting(200, '{"keys":[],"next_page_uri":null}'))
      else socket.write(tempting(201, MADE))
    })
    expect(await issuer.list()).toMatchObject({ kind: 'listed' })
    expect(await issuer.create('payments-svc')).toMatchObject({ kind: 'created' })
    expect([server.requests.length, server.connections()]).toEqual([2, 2])
  })

  it('when the answer is longer than 1 MB, then nobody knows whether there is a key', async () => {
    const long = JSON.stringify({ ...JSON.parse(MADE), more: 'x'.repeat(1_048_576) })
    const issuer = await issuerOf((socket) => void socket.write(tempting(201, long)))
    expect(await issuer.create('payments-svc')).toEqual({
      kind: 'unknown',
      cause: 'twilio_cut_off',
      diagnosis: { fault: 'too_large', status: 201 },
    })
    expect(surplus()).toEqual([])
  })
})

describe('given the requests that list and delete keys', () => {
  it.each([307, 408, 421, 429, 503])(
    'when they are answered with %d, then each was on the wire once',
    async (status) => {
      const issuer = await issuerOf((socket) => void socket.write(tempting(status, '{}')))
      expect(await issuer.list()).toMatchObject({ kind: 'failed', diagnosis: { status } })
      expect(await issuer.delete(SID, issuer.location)).toMatchObject({
        kind: 'remains',
        diagnosis: { status },
      })
      expect(server.requests.map((request) => request.slice(0, request.indexOf(' ')))).toEqual([
        'GET',
        'DELETE',
        // A list is looked at after any answer that is no yes, but not when Twilio asks for less.
        ...(status === 429 ? [] : ['GET']),
      ])
    },
  )
})
