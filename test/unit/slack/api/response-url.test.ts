import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import https from 'node:https'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { Secret } from '../../../../src/secret.ts'
import { createRespond } from '../../../../src/slack/api/response-url.ts'

const MESSAGE = { text: 'No key was created.', blocks: [] }
const faults: unknown[] = []
const log = {
  info: () => undefined,
  error: () => undefined,
  warn: (_: string, fields: object = {}) => void faults.push(fields),
}
const respond = createRespond(log, 'http://127.0.0.1:1/api/', 300)

let server: Server | undefined
afterEach(() => {
  faults.length = 0
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

async function serve(listener: RequestListener): Promise<Secret> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return new Secret(
    `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/commands/T1/2/abc`,
  )
}

describe('given a response_url', () => {
  it('when Slack takes the message, then it is shown to the requester alone and replaces nothing', async () => {
    let sent = ''
    const url = await serve(async (request, response) => {
      for await (const part of request) sent += part
      response.end('ok')
    })
    expect(await respond(url, MESSAGE)).toBe(true)
    expect(JSON.parse(sent)).toEqual({ response_type: 'ephemeral', replace_original: false, ...MESSAGE })
    expect(await respond(url, 'delete_original')).toBe(true)
  })

  it.each([
    ['replace_original', [503, 200], true],
    ['replace_original', [503, 503], false],
    // To say something twice is worse than to say it in the DM.
    ['new_message', [503], false],
  ] as const)(
    'when Slack fails and the mode is %s, then it is asked as often as %j',
    async (mode, answers, taken) => {
      let asked = 0
      const url = await serve((_, response) => void response.writeHead(answers[asked++] ?? 500).end())
      expect(await respond(url, MESSAGE, mode)).toBe(taken)
      expect(asked).toBe(answers.length)
      expect(faults).toHaveLength(taken ? 0 : 1)
    },
  )

  const cases: readonly (readonly [string, RequestListener, string])[] = [
    ['answers 404', (_, response) => void response.writeHead(404).end(), 'http_404'],
    ['says no', (_, response) => void response.end('{"ok": false,"error":"expired_url"}'), 'refused'],
    ['never answers', () => undefined, 'timeout'],
    ['never ends its answer', (_, response) => void response.write('o'), 'timeout'],
    ['breaks the connection', (request) => void request.socket.destroy(), 'connection_lost'],
    [
      'sends us elsewhere',
      ({ url }, response) =>
        void (url === '/elsewhere'
          ? response.end('ok')
          : response.writeHead(307, { location: '/elsewhere' }).end()),
      'http_307',
    ],
  ]
  it.each(cases)(
    'when Slack %s, then that is a no, and the log holds no address',
    async (_, listener, fault) => {
      expect(await respond(await serve(listener), MESSAGE)).toBe(false)
      expect(faults).toEqual([{ method: 'response_url', fault }])
    },
  )

  it.each([
    'http://hooks.slack.com/commands/1',
    'http://127.0.0.1.example.com/',
    'file:///etc/passwd',
    'nonsense',
    'https://hooks.slack.com.evil.example/commands/1',
    'https://hooks.slack.com@evil.example/commands/1',
    'https://evil.example@hooks.slack.com/commands/1',
    'https://user:word@hooks.slack.com/commands/1',
    'https://hooks.slack.com./commands/1',
    'https://hooks.slack.com:8443/commands/1',
    'https://slack.com/api/chat.postMessage',
    'https://xn--hoks-5qa.slack.com/commands/1',
    'https://h\u043e\u043eks.slack.com/commands/1',
    'https:hooks.slack.com/commands/1',
    'https:\\\\hooks.slack.com\\commands/1',
    ' https://hooks.slack.com/commands/1',
    'https://hooks.slack.com',
    'https://hooks.slack.com\n.evil.example/commands/1',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::ffff:127.0.0.1]/commands/1',
    'http://0x7f.1/commands/1',
    'http://user@127.0.0.1/commands/1',
  ])('when it is %j, then nothing is sent, and one line says so without the address', async (url) => {
    expect(await respond(new Secret(url), MESSAGE)).toBe(false)
    expect(faults).toEqual([{ method: 'response_url', fault: 'unsafe_address' }])
  })

  it.each(['https://slack.com/api/', 'https://slack-gov.com/api/', 'https://127.0.0.1.example.com/api/'])(
    'when the Web API is at %s and the address on loopback, then nothing is sent',
    async (apiUrl) => {
      let asked = 0
      const url = await serve((_, response) => {
        asked += 1
        response.end('ok')
      })
      const secure = new Secret(url.reveal().replace('http:', 'https:'))
      for (const address of [url, secure])
        expect(await createRespond(log, apiUrl, 300)(address, MESSAGE)).toBe(false)
      expect(asked).toBe(0)
      expect(faults).toEqual(Array(2).fill({ method: 'response_url', fault: 'unsafe_address' }))
    },
  )
})

describe('given Slack’s own hosts', () => {
  afterEach(() => {
    jest.restoreAllMocks()
  })

  it.each(['https://hooks.slack.com/commands/T1/2/abc', 'https://hooks.slack-gov.com/actions/T1/2/abc'])(
    'when it is %s, then the answer is sent there',
    async (url) => {
      const sent = jest.spyOn(https, 'request').mockImplementation(() => {
        throw new Error('nothing leaves this machine')
      })
      await createRespond(log, 'https://slack.com/api/', 300)(new Secret(url), MESSAGE)
      expect(sent.mock.calls.map(([address]) => String(address))).toEqual([url])
    },
  )
})
