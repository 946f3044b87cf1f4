import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from '@jest/globals'
import { webApi } from '@slack/bolt'
import { z } from 'zod'
import type { Delivered } from '../../../../src/domain/delivery.ts'
import { SILENT_LOG } from '../../../../src/log.ts'
import { Secret } from '../../../../src/secret.ts'
import { createAppSetup } from '../../../../src/slack/api/app-setup.ts'
import { callSlack, clientOptions, createClients } from '../../../../src/slack/api/client.ts'
import { createDelivery } from '../../../../src/slack/api/delivery.ts'
import { createRespond } from '../../../../src/slack/api/response-url.ts'
import { type Bytes, serveBytes, tempting } from '../../bytes.ts'
import { keyIn } from '../../requests.ts'

const VALUE = 'the secret of the test'
const OK = '{"ok":true,"message_ts":"1.1"}'
/** An answer that would be read as a yes, were it not too long. */
const TOO_LONG = `{"ok":true,"more":"${'x'.repeat(1_048_576)}"}`
const STATUSES = Array.from({ length: 400 }, (_, index) => 200 + index)
const log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

let server: Bytes
afterEach(() => server.close())

async function serve(answer: (socket: Socket, count: number) => void): Promise<string> {
  server = await serveBytes(answer)
  return `http://127.0.0.1:${server.port}/api/`
}
async function deliver(answer: (socket: Socket) => void): Promise<Delivered> {
  const settings = { token: new Secret('xoxb-unit'), apiUrl: await serve(answer) }
  return createDelivery(settings, { setup: createAppSetup(() => 0), log: SILENT_LOG }).deliver(
    keyIn('created'),
    new Secret(VALUE),
  )
}
/** How often the secret was on the wire, and in how many requests. */
const sent = (): readonly number[] => [
  server.requests.length,
  server.requests.filter((request) => request.includes(VALUE)).length,
]

describe('given the post of the secret', () => {
  it.each(STATUSES)(
    'when it is answered with %d, then it was on the wire once, with its body',
    async (status) => {
      const delivered = await deliver((socket) => void socket.write(tempting(status, OK)))
      expect(sent()).toEqual([1, 1])
      const bare = { kind: 'not_shown', fault: 'unreadable_answer' }
      const taken = status === 204 ? bare : { kind: 'shown' }
      expect(delivered).toEqual(status < 300 ? taken : { kind: 'not_shown', fault: `http_${status}` })
    },
  )

  it('when the connection is reset at any byte of the answer, then it was sent once, and only all of it is a yes', async () => {
    const whole = Buffer.from(tempting(200, OK))
    const seen: Delivered['kind'][] = []
    for (let length = 0; length <= whole.length; length++) {
      const delivered = await deliver((socket) => {
        if (length === 0) socket.resetAndDestroy()
        else socket.write(whole.subarray(0, length), () => socket.destroy())
      })
      seen.push(delivered.kind)
      expect(sent()).toEqual([1, 1])
      await server.close()
    }
    expect(seen).toEqual([...Array.from(whole, () => 'not_shown'), 'shown'])
  })

  it.each([
    ['is longer than 1 MB', tempting(200, TOO_LONG)],
    ['is packed', `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${OK.length}\r\n\r\n${OK}`],
  ])('when the answer %s, then it is no yes', async (_, answer) => {
    expect(await deliver((socket) => void socket.write(answer))).toEqual({
      kind: 'not_shown',
      fault: 'unreadable_answer',
    })
    expect(sent()).toEqual([1, 1])
  })
})

describe('given an answer to a response_url', () => {
  it.each([307, 408, 421, 425, 429, 503])(
    'when Slack says %d, then it was on the wire once',
    async (status) => {
      const url = new Secret(await serve((socket) => void socket.write(tempting(status, 'ok'))))
      expect(await createRespond(log, url.reveal())(url, 'delete_original')).toBe(false)
      expect(server.requests).toHaveLength(1)
    },
  )

  it('when what Slack says is longer than 1 MB, then that is a no', async () => {
    const url = new Secret(await serve((socket) => void socket.write(tempting(200, TOO_LONG))))
    expect(await createRespond(log, url.reveal())(url, 'delete_original')).toBe(false)
  })
})

describe('given a call by a WebClient', () => {
  const ok = z.object({ ok: z.literal(true) })
  const { stringify } = JSON
  const clients = (apiUrl: string) => createClients({ token: new Secret('xoxb-unit'), apiUrl }, 5_000)

  it.each([307, 408, 421, 425, 429, 503])(
    'when a write is answered with %d, then it was on the wire once',
    async (status) => {
      const all = clients(await serve((socket) => void socket.write(tempting(status, OK))))
      const reply = await callSlack({ clients: all, log }, 'conversations.open', ok, () =>
        all.writes.conversations.open({ users: 'U1' }),
      )
      expect(reply.kind).toBe('failed')
      expect(server.requests).toHaveLength(1)
      const [request = ''] = server.requests
      expect(request.startsWith('POST /api/conversations.open ')).toBe(true)
      expect(request).toContain('Bearer xoxb-unit')
      expect(request.endsWith('\r\n\r\nusers=U1')).toBe(true)
    },
  )

  it('when a write is reset, then it was on the wire once', async () => {
    const all = clients(await serve((socket) => void socket.resetAndDestroy()))
    await callSlack({ clients: all, log }, 'conversations.open', ok, () =>
      all.writes.conversations.open({ users: 'U1' }),
    )
    expect(server.requests).toHaveLength(1)
  })

  it('when a read is answered with 421, then it is asked once more, whole', async () => {
    const all = clients(await serve((socket) => void socket.write(tempting(421, OK))))
    const reply = await callSlack({ clients: all, log }, 'users.info', ok, () =>
      all.reads.users.info({ user: 'U1' }),
    )
    expect(reply).toMatchObject({ kind: 'failed', fault: 'http_421' })
    expect(server.requests.map((request) => request.endsWith('\r\n\r\nuser=U1'))).toEqual([true, true])
  })

  it('when the answer has 1 MB, then it is read', async () => {
    const more = 'x'.repeat(1_048_576 - stringify({ ok: true, more: '' }).length)
    const all = clients(
      await serve((socket) => void socket.write(tempting(200, stringify({ ok: true, more })))),
    )
    expect(
      await callSlack({ clients: all, log }, 'auth.test', ok, () => all.writes.auth.test()),
    ).toMatchObject({ kind: 'ok' })
  })

  it('when it is longer, then it is none', async () => {
    const all = clients(await serve((socket) => void socket.write(tempting(200, TOO_LONG))))
    expect(
      await callSlack({ clients: all, log }, 'auth.test', ok, () => all.writes.auth.test()),
    ).toMatchObject({ kind: 'failed' })
  })

  it('when it is packed, then it isn’t unpacked', async () => {
    const packed = gzipSync('{"ok":true}\n')
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/gzip\r\nContent-Length: ${packed.length}\r\n\r\n`
    const all = clients(
      await serve((socket) => void socket.write(Buffer.concat([Buffer.from(head), packed]))),
    )
    const reply = await all.writes.auth.test().catch((error: unknown) => error)
    expect(reply).not.toHaveProperty('file_data')
  })

  it('when it opens Socket Mode’s connection, then it is bound to the same', async () => {
    const apiUrl = await serve((socket) => void socket.write(tempting(421, OK)))
    const client = new webApi.WebClient('xapp-unit', clientOptions(apiUrl, 0, 5_000))
    await expect(client.apps.connections.open({})).rejects.toMatchObject({ statusCode: 421 })
    expect(server.requests).toHaveLength(1)
  })
})
