import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type WebSocket, WebSocketServer } from 'ws'
import { readProxies } from '../../../../src/config/proxies.ts'
import { createSettings } from '../../../../src/config/settings.ts'
import { proxiedConnect } from '../../../../src/slack/receive/proxied-socket.ts'
import { createDial, type Line } from '../../../../src/slack/receive/web-socket.ts'
import { serveBytes } from '../../bytes.ts'
import { selfSigned } from '../../certificate.ts'
import { type ProxyTemper, type RealProxy, serveProxy } from '../../real-proxy.ts'

const trusted = getCACertificates('default')
const own = selfSigned()
const LOGIN = `Basic ${Buffer.from('ada:hidden').toString('base64')}`

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
/** The proxy of every address, with a login. */
const proxyAt = (url: string) => {
  const login = url.replace('//', '//ada:hidden@')
  return readProxies(createSettings({ HTTPS_PROXY: login, HTTP_PROXY: login }))
}

/** Opens a web socket, and keeps what happens on it. */
function dial(url: string, proxyFor: ReturnType<typeof readProxies>) {
  const heard: (string | undefined)[] = []
  const opened = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<string>()
  let closes = 0
  const line: Line = createDial(proxyFor)(url, {
    opened: opened.resolve,
    heard: (text) => {
      heard.push(text)
      answered.resolve()
    },
    pinged: () => undefined,
    ponged: () => undefined,
    closed: (fault) => {
      closes += 1
      closed.resolve(fault)
    },
  })
  return {
    line,
    heard,
    opened: opened.promise,
    answered: answered.promise,
    closed: closed.promise,
    closes: () => closes,
  }
}

let proxy: RealProxy | undefined
afterEach(async () => {
  await proxy?.close()
  proxy = undefined
})
async function open(temper?: ProxyTemper): Promise<RealProxy> {
  proxy = await serveProxy(temper)
  return proxy
}
/** Resolves when nobody is connected to the proxy any more. */
async function deserted({ open: count }: RealProxy): Promise<void> {
  while (count() > 0) await new Promise(setImmediate)
}

describe.each(['ws', 'wss'] as const)('given a proxy in front of a %s address', (scheme) => {
  let server: Server
  let hub: WebSocketServer
  let url: string
  /** The headers of each upgrade. */
  let upgrades: string[]
  let connections: WebSocket[]
  beforeEach(async () => {
    setDefaultCACertificates([...trusted, own.cert])
    upgrades = []
    connections = []
    server = scheme === 'wss' ? createSecureServer(own) : createServer()
    hub = new WebSocketServer({ server })
    hub.on('connection', (connection, request) => {
      upgrades.push(request.rawHeaders.join('\n'))
      connections.push(connection)
      connection.on('message', (data) => connection.send(`heard ${String(data)}`))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `${scheme}://127.0.0.1:${portOf(server)}/link?ticket=hidden-ticket`
  })
  afterEach(async () => {
    setDefaultCACertificates(trusted)
    for (const connection of hub.clients) connection.terminate()
    hub.close()
    server.close()
    await once(server, 'close')
  })

  it('when a web socket is opened, then it goes through one tunnel, and the login goes to the proxy alone', async () => {
    const passing = await open()
    const socket = dial(url, proxyAt(passing.url))
    await socket.opened
    await socket.line.send('hello')
    await socket.answered
    expect(socket.heard).toEqual(['heard hello'])
    expect(passing.asked).toEqual([{ line: `CONNECT ${new URL(url).host}`, login: LOGIN }])
    expect(upgrades).toHaveLength(1)
    expect(upgrades[0]).not.toMatch(/proxy-|hidden$/im)
    socket.line.close()
    expect(await socket.closed).toBe('closed_1000')
    await deserted(passing)
  })

  it('when NO_PROXY names the address, then the proxy isn’t asked', async () => {
    const unasked = await open()
    const socket = dial(
      url,
      readProxies(
        createSettings({ HTTPS_PROXY: unasked.url, HTTP_PROXY: unasked.url, NO_PROXY: '127.0.0.0/8' }),
      ),
    )
    await socket.opened
    expect(unasked.asked).toEqual([])
    socket.line.drop()
    await socket.closed
  })

  it('when the proxy refuses, then the web socket ends once with that fault, and no connection stays', async () => {
    const refusing = await open('refuses')
    const socket = dial(url, proxyAt(refusing.url))
    expect(await socket.closed).toBe('PROXY_REFUSED')
    await deserted(refusing)
    expect([socket.closes(), upgrades]).toEqual([1, []])
  })

  it('when it is dropped while the proxy hangs, then it ends once', async () => {
    const hanging = await open('hangs')
    const socket = dial(url, proxyAt(hanging.url))
    while (hanging.asked.length === 0) await new Promise(setImmediate)
    socket.line.drop()
    await socket.closed
    expect([socket.closes(), upgrades]).toEqual([1, []])
  })

  it('when nobody is where the proxy should be, then it ends with that fault', async () => {
    const gone = await open()
    const proxyFor = proxyAt(gone.url)
    await gone.close()
    proxy = undefined
    expect(await dial(url, proxyFor).closed).toBe('PROXY_UNREACHABLE')
  })

  it('when the proxy cuts an open tunnel, then the web socket ends as one that was cut', async () => {
    const cutting = await open()
    const socket = dial(url, proxyAt(cutting.url))
    await socket.opened
    await cutting.close()
    proxy = undefined
    expect(await socket.closed).toBe('closed_1006')
    expect(socket.closes()).toBe(1)
  })

  it('when the far side closes, then no connection to the proxy stays', async () => {
    const passing = await open()
    const socket = dial(url, proxyAt(passing.url))
    await socket.opened
    connections[0]?.close(1012)
    expect(await socket.closed).toBe('closed_1012')
    await deserted(passing)
  })
})

describe('given a proxy that says no in its own way', () => {
  it.each([
    ['HTTP/1.1 403 Forbidden\r\n\r\n', 'PROXY_REFUSED'],
    ['HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n', 'PROXY_REFUSED'],
    ['HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n', 'PROXY_REFUSED'],
    ['nonsense\r\n\r\n', 'PROXY_REFUSED'],
  ])('when it says %j, then the web socket ends with %s', async (said, fault) => {
    const bytes = await serveBytes((socket: Socket) => void socket.end(said))
    const socket = dial('wss://wss-primary.slack.com/link', proxyAt(`http://127.0.0.1:${bytes.port}`))
    expect(await socket.closed).toBe(fault)
    await bytes.close()
  })

  it('when it opens a tunnel and the target closes at once, then the web socket ends with a fault', async () => {
    const bytes = await serveBytes((socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    const socket = dial('wss://wss-primary.slack.com/link', proxyAt(`http://127.0.0.1:${bytes.port}`))
    expect(await socket.closed).toBe('ECONNRESET')
    await bytes.close()
  })

  it('when nobody vouches for the certificate inside the tunnel, then the ticket doesn’t leave', async () => {
    const server = createSecureServer(own)
    let upgraded = false
    server.on('upgrade', () => {
      upgraded = true
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const honest = await open()
    const socket = dial(`wss://127.0.0.1:${portOf(server)}/link`, proxyAt(honest.url))
    expect(await socket.closed).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
    await deserted(honest)
    expect(upgraded).toBe(false)
    server.close()
    await once(server, 'close')
  })

  it('when it never answers, then the connection fails at its deadline', async () => {
    const hanging = await open('hangs')
    const proxyFor = proxyAt(hanging.url)
    const connect = proxyFor && proxiedConnect('wss://wss-primary.slack.com/', proxyFor, 50)
    const fault = await new Promise((resolve) => connect?.({}, (error) => resolve(error)))
    expect(fault).toMatchObject({ code: 'PROXY_TIMEOUT' })
    await deserted(hanging)
  })
})
