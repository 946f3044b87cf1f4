import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import {
  createServer as createTlsServer,
  getCACertificates,
  type Server,
  setDefaultCACertificates,
} from 'node:tls'
import { afterEach, describe, expect, it } from '@jest/globals'
import { LONGEST_ANSWER, type OneReply, sendOnce } from '../../src/one-request.ts'
import { type Bytes, serveBytes } from './bytes.ts'
import { selfSigned } from './certificate.ts'

/** What Node's parser says of what isn't HTTP (llhttp). */
const BROKEN = expect.stringMatching(/^HPE_[A-Z_]+$/)
const BODY = 'FriendlyName=a+b'
let server: Bytes | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** One POST to a server that answers in its own way. */
async function post(answer: Parameters<typeof serveBytes>[0], deadlineMs = 5_000): Promise<OneReply> {
  server = await serveBytes(answer)
  return postTo(`http://127.0.0.1:${server.port}/Keys.json`, deadlineMs)
}
const postTo = (url: string, deadlineMs = 5_000): Promise<OneReply> =>
  sendOnce({ method: 'POST', url, headers: { accept: 'application/json' }, body: BODY, deadlineMs })

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

describe('given a request', () => {
  it('when it is sent, then its whole body, its length and a connection of its own are on the wire', async () => {
    await post((socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    const [request = ''] = server?.requests ?? []
    expect(request.split('\r\n').sort()).toEqual(
      [
        '',
        'Connection: close',
        BODY,
        'POST /Keys.json HTTP/1.1',
        'accept-encoding: identity',
        'accept: application/json',
        `content-length: ${BODY.length}`,
        `Host: 127.0.0.1:${server?.port}`,
        'user-agent: newkey',
      ].sort(),
    )
  })

  it('when it is answered, then neither a timer nor a connection is left behind', async () => {
    const before = timers()
    let closed: Promise<unknown> | undefined
    await post((socket) => {
      closed = once(socket, 'close')
      socket.write('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}')
    })
    expect(timers()).toBe(before)
    await closed
  })

  it.each(['nonsense', 'file:///etc/passwd', 'http://user:word@127.0.0.1/', 'http://127.0.0.1:99999/'])(
    'when its address is %s, then it is not sent',
    async (url) => {
      expect(await postTo(url)).toEqual({ kind: 'not_sent', fault: 'ERR_INVALID_URL' })
    },
  )

  it('when a header can’t be sent, then nothing is', async () => {
    server = await serveBytes(() => undefined)
    const url = `http://127.0.0.1:${server.port}/`
    const headers = { authorization: 'two\nlines' }
    expect(await sendOnce({ method: 'GET', url, headers, deadlineMs: 5_000 })).toEqual({
      kind: 'not_sent',
      fault: 'ERR_INVALID_CHAR',
    })
    expect(server.connections()).toBe(0)
  })
})

describe('given an answer', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['of bytes that come in two parts of a letter', 'Content-Length: 2\r\n\r\nü', 'ü'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', '{}'],
    ['with a mark of its byte order', 'Content-Length: 5\r\n\r\n\ufeff{}', '{}'],
    ['with Content-Encoding: identity', 'Content-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}', '{}'],
    [
      'with a second one behind it',
      'Content-Length: 2\r\n\r\n{}HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n',
      '{}',
    ],
  ]
  it.each(cases)('when it is one %s, then it is read as UTF-8, and once', async (_, rest, body) => {
    const whole = Buffer.from(`HTTP/1.1 201 Created\r\n${rest}`)
    const reply = await post((socket) => {
      socket.write(whole.subarray(0, -1), () => socket.write(whole.subarray(-1)))
    })
    expect(reply).toMatchObject({ kind: 'answer', status: 201, body })
    expect(server?.requests).toHaveLength(1)
  })

  it.each([
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 102 Processing\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n',
  ])('when %j comes before it, then that is not the answer', async (first) => {
    const reply = await post((socket) => {
      socket.write(`${first}${first}HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}`)
    })
    expect(reply).toMatchObject({ kind: 'answer', status: 201, body: '{}' })
    expect(server?.requests).toHaveLength(1)
  })

  const odd: readonly (readonly [string, string, object])[] = [
    [
      'an upgrade',
      'HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nabc',
      { fault: 'no_answer', status: 101 },
    ],
    [
      'a 101 without an upgrade',
      'HTTP/1.1 101 Go\r\nContent-Length: 0\r\n\r\n',
      { fault: 'no_answer', status: 101 },
    ],
    [
      'packed',
      'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}',
      { fault: 'encoded', status: 200 },
    ],
    [
      'longer than it said',
      'HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}{}',
      { fault: BROKEN, status: 201 },
    ],
    ['no HTTP', 'nonsense\r\n\r\n', { fault: BROKEN }],
    [
      'of two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
      { fault: BROKEN },
    ],
    ['of headers without an end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, { fault: BROKEN }],
    [
      'of a broken chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n',
      { fault: BROKEN, status: 200 },
    ],
  ]
  it.each(odd)('when it is %s, then it is cut off', async (_, answer, rest) => {
    expect(await post((socket) => void socket.write(answer))).toEqual({ kind: 'cut_off', ...rest })
    expect(server?.requests).toHaveLength(1)
  })

  it('when it has the longest length that is read, then all of it is there', async () => {
    const body = 'x'.repeat(LONGEST_ANSWER)
    const told = await post(
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    )
    expect(told.kind === 'answer' && told.body === body).toBe(true)
    await server?.close()
    const untold = await post(
      (socket) => void socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${body}`),
    )
    expect(untold.kind === 'answer' && untold.body === body).toBe(true)
  })

  it('when it has one byte more, then it isn’t read, and the connection is closed', async () => {
    const tooLarge = { kind: 'cut_off', fault: 'too_large', status: 200 }
    const size = LONGEST_ANSWER + 1
    expect(
      await post((socket) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)),
    ).toEqual(tooLarge)
    await server?.close()
    const chunked = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'x'.repeat(size)}`
    expect(await post((socket) => void socket.write(`${chunked}\r\n0\r\n\r\n`))).toEqual(tooLarge)
  })

  it('when it never ends, then it is read no further than that', async () => {
    const reply = await post((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n')
      const more = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
      }
      socket.on('drain', more)
      more()
    })
    expect(reply).toEqual({ kind: 'cut_off', fault: 'too_large', status: 200 })
  })

  it('when it drips past the deadline, then it is cut off there', async () => {
    const reply = await post((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
      const drip = setInterval(() => socket.write('x'), 5)
      socket.on('close', () => clearInterval(drip))
    }, 150)
    expect(reply).toEqual({ kind: 'cut_off', fault: 'timeout', status: 200 })
  })

  it('when its first line drips past the deadline, or only news of it comes, then nobody answered', async () => {
    const drip = (text: string) => (socket: Socket) => {
      const dripping = setInterval(() => socket.write(text), 5)
      socket.on('close', () => clearInterval(dripping))
    }
    expect(await post(drip('HTTP/1.1 102 Processing\r\n\r\n'), 150)).toEqual({
      kind: 'silent',
      fault: 'timeout',
    })
    await server?.close()
    expect(await post(() => undefined, 150)).toEqual({ kind: 'silent', fault: 'timeout' })
  })

  it.each(['destroy', 'end', 'resetAndDestroy'] as const)(
    'when there is %s instead, then the request may have arrived',
    async (way) => {
      expect(await post((socket) => void socket[way]())).toEqual({ kind: 'cut_off', fault: 'ECONNRESET' })
      expect(server?.requests).toHaveLength(1)
    },
  )
})

describe('given a request that isn’t heard to its end', () => {
  it('when the connection is reset in the middle of it, then part of it arrived, and it isn’t sent again', async () => {
    let connections = 0
    const rude = createServer((socket) => {
      connections += 1
      socket.on('error', () => undefined).once('data', () => socket.resetAndDestroy())
    }).listen(0, '127.0.0.1')
    await once(rude, 'listening')
    const address = rude.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
    const body = 'x'.repeat(8_000_000)
    expect(await sendOnce({ method: 'POST', url, headers: {}, body, deadlineMs: 5_000 })).toMatchObject({
      kind: 'cut_off',
      fault: expect.stringMatching(/^(ECONNRESET|EPIPE)$/),
    })
    expect(connections).toBe(1)
    rude.close()
    await once(rude, 'close')
  })

  it('when the connection is reset as soon as it stands, then there is no answer, and no second connection', async () => {
    let connections = 0
    const rude = createServer((socket) => {
      connections += 1
      socket.on('error', () => undefined).resetAndDestroy()
    }).listen(0, '127.0.0.1')
    await once(rude, 'listening')
    const address = rude.address()
    const reply = await postTo(
      `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`,
    )
    expect(reply.kind).not.toBe('answer')
    expect(connections).toBe(1)
    rude.close()
    await once(rude, 'close')
  })
})

describe('given several requests one after another', () => {
  it('when the far side keeps its connections or closes them right after an answer, then each has one of its own', async () => {
    const whole = 'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}'
    server = await serveBytes((socket, count) => {
      if (count % 2) socket.write(whole)
      else socket.end(whole)
    })
    for (let count = 0; count < 6; count++)
      expect(await postTo(`http://127.0.0.1:${server.port}/`)).toMatchObject({ kind: 'answer', body: '{}' })
    expect([server.connections(), server.requests.length]).toEqual([6, 6])
  })
})

describe('given a connection that doesn’t come about', () => {
  it('when nobody listens, then nothing was sent', async () => {
    const { port, close } = await serveBytes(() => undefined)
    await close()
    const refused = { kind: 'not_sent', fault: 'ECONNREFUSED' }
    expect(await postTo(`http://127.0.0.1:${port}/`)).toEqual(refused)
    // This name has several addresses: the error holds one for each.
    expect(await postTo(`http://localhost:${port}/`)).toEqual(refused)
    expect(await postTo('http://name.invalid/')).toMatchObject({ kind: 'not_sent' })
  })

  it('when the far side says nothing while it is being encrypted, then the deadline finds nothing sent', async () => {
    const silent = createServer((socket) => void socket.resume().on('error', () => undefined)).listen(
      0,
      '127.0.0.1',
    )
    await once(silent, 'listening')
    const address = silent.address()
    const url = `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
    expect(await postTo(url, 150)).toEqual({ kind: 'not_sent', fault: 'timeout' })
    silent.close()
    await once(silent, 'close')
  })
})

describe('given an encrypted connection', () => {
  const trusted = getCACertificates('default')
  const own = selfSigned()
  let onAudit = ''
  let encrypted: Server | undefined
  afterEach(async () => {
    setDefaultCACertificates(trusted)
    encrypted?.close()
    if (encrypted) await once(encrypted, 'close')
    onAudit = ''
  })

  async function postOver(maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<OneReply> {
    encrypted = createTlsServer({ ...own, maxVersion }, (socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        onAudit += data
        if (onAudit.endsWith(BODY)) socket.end('HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}')
      })
    }).listen(0, '127.0.0.1')
    await once(encrypted, 'listening')
    const address = encrypted.address()
    return postTo(`https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`)
  }

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'when its certificate is good (%s), then it is answered',
    async (version) => {
      setDefaultCACertificates([...trusted, own.cert])
      expect(await postOver(version)).toMatchObject({ kind: 'answer', status: 201, body: '{}' })
    },
  )

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'when nobody vouches for its certificate (%s), then no byte of the request left',
    async (version) => {
      expect(await postOver(version)).toEqual({ kind: 'not_sent', fault: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
      expect(onAudit).toBe('')
    },
  )
})
