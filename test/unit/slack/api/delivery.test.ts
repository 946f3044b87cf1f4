import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { SILENT_LOG } from '../../../../src/log.ts'
import { Secret } from '../../../../src/secret.ts'
import { createAppSetup } from '../../../../src/slack/api/app-setup.ts'
import { createDelivery } from '../../../../src/slack/api/delivery.ts'
import { ADA, DM } from '../../ids.ts'
import { keyIn } from '../../requests.ts'

const VALUE = 'the secret of the test'
const received: string[] = []
let server: Server | undefined
afterEach(() => {
  received.length = 0
  server?.closeAllConnections()
  server?.close()
})

/** Delivers the secret to a Slack that answers so. */
async function deliver(listener: RequestListener) {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    received.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`)
    listener(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const settings = { token: new Secret('xoxb-unit'), apiUrl: `http://127.0.0.1:${port}/api/` }
  return createDelivery(settings, { setup: createAppSetup(() => 0), log: SILENT_LOG }, 300).deliver(
    keyIn('created'),
    new Secret(VALUE),
  )
}

describe('given a secret to show', () => {
  it('when Slack takes it, then one request carried it, in the blocks, to the requester in their DM', async () => {
    expect(await deliver((_, response) => void response.end('{"ok":true,"message_ts":"1.1"}'))).toEqual({
      kind: 'shown',
    })
    expect(received).toHaveLength(1)
    const [line = ''] = received
    expect(line.startsWith('POST /api/chat.postEphemeral Bearer xoxb-unit {')).toBe(true)
    const { channel, user, text, blocks, ...rest } = JSON.parse(line.slice(line.indexOf('{')))
    expect({ channel, user, rest }).toEqual({ channel: DM, user: ADA, rest: {} })
    expect(text.includes(VALUE)).toBe(false)
    expect(JSON.stringify(blocks).split(VALUE)).toHaveLength(2)
  })

  const cases: readonly (readonly [string, RequestListener, string])[] = [
    [
      'says no',
      (_, response) => void response.end('{"ok":false,"error":"user_not_in_channel"}'),
      'user_not_in_channel',
    ],
    [
      'says no at length',
      (_, response) => void response.end(`{"ok":false,"error":"${VALUE}"}`),
      'unreadable_answer',
    ],
    ['says nothing of ok', (_, response) => void response.end('{}'), 'unreadable_answer'],
    ['answers 200 with a page', (_, response) => void response.end('<html>'), 'unreadable_answer'],
    ['answers 429', (_, response) => void response.writeHead(429, { 'retry-after': '1' }).end(), 'http_429'],
    ['answers 500', (_, response) => void response.writeHead(500).end(VALUE), 'http_500'],
    [
      'sends us elsewhere',
      (_, response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
      'http_307',
    ],
    ['breaks the connection', (request) => void request.socket.destroy(), 'connection_lost'],
    ['never answers', () => undefined, 'timeout'],
    ['never ends its answer', (_, response) => void response.write('{"ok":'), 'timeout'],
  ]
  it.each(cases)(
    'when Slack %s, then it isn’t sent again, and no answer is repeated',
    async (_, listener, fault) => {
      expect(await deliver(listener)).toEqual({ kind: 'not_shown', fault })
      expect(received).toHaveLength(1)
    },
  )
})
