import { once } from 'node:events'
import {
  createServer as createTlsServer,
  getCACertificates,
  type Server,
  setDefaultCACertificates,
} from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readProxies } from '../../src/config/proxies.ts'
import { createSettings } from '../../src/config/settings.ts'
import { type OneReply, sendOnce } from '../../src/one-request.ts'
import type { ProxyFor } from '../../src/proxies.ts'
import { type Bytes, serveBytes } from './bytes.ts'
import { selfSigned } from './certificate.ts'
import { type ProxyTemper, type RealProxy, serveProxy } from './real-proxy.ts'

const BODY = 'FriendlyName=a+b'
const ANSWER = 'HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}'
const trusted = getCACertificates('default')
const own = selfSigned()
const post = (url: string, proxyFor: ProxyFor | undefined, deadlineMs = 5_000): Promise<OneReply> =>
  sendOnce({ method: 'POST', url, headers: { accept: 'application/json' }, body: BODY, deadlineMs, proxyFor })
/** The proxy for everything, with a login. */
const through = (proxy: RealProxy, NO_PROXY = ''): ProxyFor | undefined => {
  const url = proxy.url.replace('//', '//ada:hidden@')
  return readProxies(createSettings({ HTTPS_PROXY: url, HTTP_PROXY: url, NO_PROXY }))
}
const LOGIN = `Basic ${Buffer.from('ada:hidden').toString('base64')}`

let proxy: RealProxy | undefined
afterEach(async () => {
  await proxy?.close()
  proxy = undefined
})
async function open(temper?: ProxyTemper): Promise<RealProxy> {
  proxy = await serveProxy(temper)
  return proxy
}

describe('given a proxy in front of an https address', () => {
  let target: Server
  let heard: string
  let url: string
  beforeEach(async () => {
    heard = ''
    setDefaultCACertificates([...trusted, own.cert])
    target = createTlsServer(own, (socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        heard += data
        if (heard.endsWith(BODY)) socket.write(ANSWER)
      })
    }).listen(0, '127.0.0.1')
    await once(target, 'listening')
    const address = target.address()
    url = `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/Keys.json`
  })
  afterEach(async () => {
    setDefaultCACertificates(trusted)
    target.close()
    await once(target, 'close')
  })

  it('when a request is sent, then it goes once through one tunnel, and the login goes to the proxy alone', async () => {
    const through1 = await open()
    expect(await post(url, through(through1))).toMatchObject({ kind: 'answer', status: 201, body: '{}' })
    expect(through1.asked).toEqual([{ line: `CONNECT ${new URL(url).host}`, login: LOGIN }])
    expect(heard.match(/POST \/Keys\.json HTTP\/1\.1/g)).toHaveLength(1)
    expect(heard).not.toMatch(/proxy/i)
  })

  it('when NO_PROXY names the address, then the proxy isn’t asked', async () => {
    const unasked = await open()
    expect(await post(url, through(unasked, '127.0.0.1'))).toMatchObject({ kind: 'answer', status: 201 })
    expect(unasked.asked).toEqual([])
  })

  it('when nobody vouches for the address’s certificate, then no byte of the request left', async () => {
    setDefaultCACertificates(trusted)
    const honest = await open()
    expect(await post(url, through(honest))).toEqual({
      kind: 'not_sent',
      fault: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
    expect(heard).toBe('')
  })

  it('when the proxy refuses, then nothing was sent, whatever it says', async () => {
    const refusing = await open('refuses')
    expect(await post(url, through(refusing))).toEqual({ kind: 'not_sent', fault: 'proxy_refused' })
    expect([heard, refusing.asked.length]).toEqual(['', 1])
  })

  it('when the proxy never answers, then nothing was sent at the deadline, and no connection stays', async () => {
    const hanging = await open('hangs')
    expect(await post(url, through(hanging), 100)).toEqual({ kind: 'not_sent', fault: 'proxy_timeout' })
    while (hanging.open() > 0) await new Promise(setImmediate)
    expect(heard).toBe('')
  })

  it('when no proxy is there, then nothing was sent', async () => {
    const gone = await open()
    const proxyFor = through(gone)
    await gone.close()
    proxy = undefined
    expect(await post(url, proxyFor)).toEqual({ kind: 'not_sent', fault: 'proxy_unreachable' })
  })

  it.each(['HTTP/1.1 200 OK\r\nX: ', 'nonsense\r\n\r\n', 'HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n'])(
    'when what answers is no proxy and says %j without an end, then nothing was sent',
    async (said) => {
      const bytes = await serveBytes((socket) => void socket.write(said + 'x'.repeat(200_000)))
      const proxyFor = readProxies(createSettings({ HTTPS_PROXY: `http://127.0.0.1:${bytes.port}` }))
      expect(await post(url, proxyFor)).toEqual({ kind: 'not_sent', fault: 'proxy_refused' })
      await bytes.close()
    },
  )
})

describe('given a proxy in front of an http address', () => {
  let target: Bytes
  beforeEach(async () => {
    target = await serveBytes((socket) => void socket.write(ANSWER))
  })
  afterEach(() => target.close())

  it('when a request is sent, then the proxy gets the whole address, and the login stays with it', async () => {
    const passing = await open()
    const url = `http://127.0.0.1:${target.port}/Keys.json?x=1`
    expect(await post(url, through(passing))).toMatchObject({ kind: 'answer', status: 201, body: '{}' })
    expect(passing.asked).toEqual([{ line: `POST ${url}`, login: LOGIN }])
    expect(target.requests).toHaveLength(1)
    expect(target.requests[0]).not.toContain('hidden')
  })

  it('when the proxy refuses, then that is an answer of somebody, and the address got nothing', async () => {
    const refusing = await open('refuses')
    const reply = await post(`http://127.0.0.1:${target.port}/`, through(refusing))
    expect(reply).toMatchObject({ kind: 'answer', status: 407 })
    expect(target.requests).toEqual([])
  })
})
