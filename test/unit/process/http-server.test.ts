import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import {
  createHttpServer,
  type Handle,
  type HttpAnswer,
  type HttpServer,
  TIMES,
} from '../../../src/process/http-server.ts'

const LARGEST = 1_000
let server: HttpServer | undefined
afterEach(() => server?.close())

async function serve(handle: Handle, refuse?: () => HttpAnswer): Promise<number> {
  server = createHttpServer({
    routes: { 'POST /in': { handle, ...(refuse && { refuse }) } },
    largestBody: LARGEST,
    monotonic: () => 7,
    track: (work) => work,
  })
  return server.listen(0, '127.0.0.1')
}
const post = (port: number, body: string, path = '/in'): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body })
const fine = { status: 200, type: 'text/plain', body: 'fine' } as const

describe('given a server with a route', () => {
  it('when a request comes, then the route gets its bytes, its headers and its time', async () => {
    let got: unknown
    const port = await serve(async (request, respond) => {
      got = {
        ...request,
        headers: request.headers['content-type'],
        body: Buffer.from(request.body).toString(),
      }
      respond(fine)
    })
    const answer = await post(port, 'h\u00e9llo', '/in?x=1')
    expect([answer.status, await answer.text()]).toEqual([200, 'fine'])
    expect(got).toEqual({ headers: 'text/plain;charset=UTF-8', body: 'h\u00e9llo', receivedAt: 7 })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('when a header comes twice, then the route gets neither', async () => {
    const got: (string | undefined)[] = []
    const port = await serve(async ({ headers }, respond) => {
      got.push(headers['x-slack-signature'], headers.host)
      respond(fine)
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('POST /in HTTP/1.1\r\nHost: a\r\nX-Slack-Signature: 1\r\nX-Slack-Signature: 2\r\n')
    socket.write('Content-Length: 0\r\nConnection: close\r\n\r\n')
    for await (const _ of socket);
    expect(got).toEqual([undefined, 'a'])
  })

  it('when a body is too large, then the route gets one byte more than the limit at least, and can say so', async () => {
    const sizes: number[] = []
    const port = await serve(async ({ body }, respond) => {
      sizes.push(body.length)
      respond({ ...fine, status: 413 })
    })
    const answer = await post(port, 'x'.repeat(LARGEST + 1))
    expect(answer.status).toBe(413)
    expect(sizes[0]).toBeGreaterThan(LARGEST)
  })

  it('when its headers alone are refused, then its body isn’t read and the route not asked', async () => {
    let asked = 0
    const route: Handle = async () => {
      asked += 1
    }
    const port = await serve(route, () => ({ ...fine, status: 401 }))
    for (const size of [0, LARGEST + 1, 500_000])
      expect((await post(port, 'x'.repeat(size))).status).toBe(401)
    expect(asked).toBe(0)
  })

  it('when the sender has gone, then the answer isn’t taken', async () => {
    const gone = Promise.withResolvers<void>()
    const taken = Promise.withResolvers<boolean>()
    const arrived = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<void>()
    const port = await serve(async (_, respond) => {
      arrived.resolve()
      await gone.promise
      taken.resolve(respond(fine))
    })
    const began = (message: unknown): void => {
      const { socket: theirs } = z.object({ socket: z.instanceof(Socket) }).parse(message)
      theirs.once('close', () => closed.resolve())
    }
    subscribe('http.server.request.start', began)
    const socket = connect(port, '127.0.0.1')
    socket.write('POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n')
    await arrived.promise
    socket.resetAndDestroy()
    await closed.promise
    gone.resolve()
    expect(await taken.promise).toBe(false)
    unsubscribe('http.server.request.start', began)
  })

  it('when a connection that was busy at the close brings another request, then the answer is 503', async () => {
    const held = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const port = await serve(async (_, respond) => {
      arrived.resolve()
      await held.promise
      respond(fine)
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n')
    await arrived.promise
    server?.close()
    socket.write('POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n')
    held.resolve()
    let answers = ''
    for await (const part of socket.setEncoding('utf8')) answers += part
    expect(answers.match(/HTTP\/1\.1 \d+/g)?.[0]).toBe('HTTP/1.1 200')
    expect(answers).not.toMatch(/HTTP\/1\.1 200[\s\S]*HTTP\/1\.1 200/)
  })

  it('when the route fails, then the answer is a bare 500', async () => {
    const port = await serve(async () => {
      throw new Error('xoxb-1 in a message')
    })
    const answer = await post(port, '')
    expect([answer.status, await answer.text()]).toEqual([500, ''])
  })

  it.each([
    ['GET', '/elsewhere'],
    ['POST', '/elsewhere'],
    ['POST', '/__proto__'],
  ])('when %s %s is asked for, then the answer is a bare 404', async (method, path) => {
    const port = await serve(async (_, respond) => void respond(fine))
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method })
    expect([answer.status, await answer.text()]).toEqual([404, ''])
  })
})

describe('given a sender who doesn’t come to an end', () => {
  /** The server with short times, that nobody has to wait for (ms). */
  async function serveShortly(): Promise<number> {
    server = createHttpServer({
      routes: { 'POST /in': { handle: async (_, respond) => void respond(fine) } },
      largestBody: LARGEST,
      monotonic: () => 7,
      track: (work) => work,
      times: { headers: 50, request: 100, check: 10, idle: 75_000, linger: 0 },
    })
    return server.listen(0, '127.0.0.1')
  }
  /** All that comes back on a connection that sends this and then nothing, once the server has closed it. */
  async function sendHalf(port: number, half: string): Promise<string> {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8')
    socket.write(half)
    let answer = ''
    for await (const part of socket) answer += part
    return answer
  }

  // Node's own look at its connections comes after 30 s, long after the time that a test may take.
  it('when half of the headers come, then the connection is closed', async () => {
    const answer = await sendHalf(await serveShortly(), 'POST /in HTTP/1.1\r\nHost: a\r\nX-Sla')
    expect(answer).toContain('HTTP/1.1 408')
  })

  it('when half of the body comes, then the connection is closed', async () => {
    const head = 'POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf'
    expect(await sendHalf(await serveShortly(), head)).not.toContain('HTTP/1.1 200')
  })
})

describe('given more connections than the server holds, from which no request comes', () => {
  const half = 'POST /in HTTP/1.1\r\nHost: a\r\nX-Sla'
  it.each([
    ['send nothing', ''],
    ['send half of a header', half],
    ['send half of a body', 'POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf'],
  ])('when they %s, then the oldest ends, and who comes with a request is answered', async (_, sent) => {
    server = createHttpServer({
      routes: { 'POST /in': { handle: async (_, respond) => void respond(fine) } },
      largestBody: LARGEST,
      monotonic: () => 7,
      track: (work) => work,
      limits: { waiting: 3, all: 5, bodies: LARGEST },
    })
    const port = await server.listen(0, '127.0.0.1')
    const silent: Socket[] = []
    const ended: number[] = []
    for (let number = 0; number < 12; number++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.on('close', () => ended.push(number))
      await once(socket, 'connect')
      if (sent !== '') socket.write(sent)
      silent.push(socket)
    }
    expect((await post(port, 'hello')).status).toBe(200)
    // Another connection, after which the oldest are known to have ended.
    expect((await post(port, 'hello')).status).toBe(200)
    expect(ended.slice(0, 3)).toEqual([0, 1, 2])
    expect(ended).not.toContain(11)
    for (const socket of silent) socket.destroy()
  })

  it('when one is busy with a whole request, then it isn’t ended for those', async () => {
    const held = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    server = createHttpServer({
      routes: {
        'POST /in': {
          handle: async (_, respond) => {
            arrived.resolve()
            await held.promise
            respond(fine)
          },
        },
      },
      largestBody: LARGEST,
      monotonic: () => 7,
      track: (work) => work,
      limits: { waiting: 2, all: 10, bodies: LARGEST },
    })
    const port = await server.listen(0, '127.0.0.1')
    const answer = post(port, 'hello')
    await arrived.promise
    const silent = Array.from({ length: 6 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
    await Promise.all(silent.slice(0, 4).map((socket) => once(socket, 'close')))
    held.resolve()
    expect((await answer).status).toBe(200)
    for (const socket of silent) socket.destroy()
  })
})

describe('given a POST to an address that has no route', () => {
  it('when there is somebody for strays, then they answer it; a GET is not for them', async () => {
    const bodies: string[] = []
    server = createHttpServer({
      routes: {},
      stray: {
        refuse: (headers) => (headers['x-refused'] === undefined ? undefined : { ...fine, status: 404 }),
        handle: async ({ body }, respond) => {
          bodies.push(Buffer.from(body).toString())
          respond({ ...fine, status: 404, body: 'stray' })
        },
      },
      largestBody: LARGEST,
      monotonic: () => 7,
      track: (work) => work,
    })
    const port = await server.listen(0, '127.0.0.1')
    expect(await (await post(port, 'hello', '/elsewhere')).text()).toBe('stray')
    await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x', headers: { 'x-refused': '1' } })
    await fetch(`http://127.0.0.1:${port}/`)
    expect(bodies).toEqual(['hello'])
  })
})

describe('given no host to listen on', () => {
  it('when somebody connects by IPv4, or by IPv6 where the machine has it, then both are answered', async () => {
    const route = {
      handle: async (_: unknown, respond: (answer: HttpAnswer) => boolean) => void respond(fine),
    }
    server = createHttpServer({
      routes: { 'GET /': route },
      largestBody: LARGEST,
      monotonic: () => 7,
      track: (work) => work,
    })
    const port = await server.listen(0, undefined)
    const hosts = Object.values(networkInterfaces()).flatMap((addresses) =>
      (addresses ?? []).flatMap(({ internal, address }) => (internal ? [address] : [])),
    )
    for (const host of hosts) {
      const answer = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${port}/`)
      expect([host, answer.status]).toEqual([host, 200])
    }
    expect(hosts).toContain('127.0.0.1')
  })
})

describe('given a path that is there for GET', () => {
  async function serveHealth(): Promise<number> {
    server = createHttpServer({
      routes: { 'GET /healthz': { handle: async (_, respond) => void respond(fine) } },
      stray: {
        refuse: () => ({ ...fine, status: 404 }),
        handle: async (_, respond) => void respond({ ...fine, status: 404 }),
      },
      largestBody: LARGEST,
      monotonic: () => 7,
      track: (work) => work,
    })
    return server.listen(0, '127.0.0.1')
  }

  it('when HEAD asks, then the answer has the same status and length, and no body', async () => {
    const socket = connect(await serveHealth(), '127.0.0.1').setEncoding('utf8')
    socket.write('HEAD /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    let answer = ''
    for await (const part of socket) answer += part
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(answer).toContain(`\r\ncontent-length: ${fine.body.length}\r\n`)
    expect(answer.endsWith('\r\n\r\n')).toBe(true)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])(
    'when %s asks, then the answer is 405 and names what is allowed',
    async (method) => {
      const answer = await fetch(`http://127.0.0.1:${await serveHealth()}/healthz`, { method })
      expect([answer.status, answer.headers.get('allow'), await answer.text()]).toEqual([
        405,
        'GET, HEAD',
        '',
      ])
    },
  )
})

describe('given a balancer that keeps its connections open', () => {
  const command = 'POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx'
  /** Sends one request, and resolves to the answer when it has come. */
  async function ask(socket: Socket): Promise<string> {
    socket.write(command)
    const [answer] = await once(socket, 'data')
    return String(answer)
  }

  /** Whether a connection can be opened. It is closed again. */
  async function isOpen(port: number): Promise<boolean> {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    const opened = await once(socket, 'connect').catch(() => undefined)
    socket.destroy()
    return opened !== undefined
  }

  it('when a connection is idle for longer than a request may take, then the next request on it is answered', async () => {
    server = createHttpServer({
      routes: { 'POST /in': { handle: async (_, respond) => void respond(fine) } },
      largestBody: LARGEST,
      monotonic: () => 7,
      track: (work) => work,
      times: { headers: 50, request: 100, check: 10, idle: TIMES.idle, linger: 0 },
    })
    const port = await server.listen(0, '127.0.0.1')
    const socket = connect(port, '127.0.0.1')
    expect(await ask(socket)).toContain('HTTP/1.1 200')
    // Two others that never get to an end take the time that a request may take, twice.
    for (let other = 0; other < 2; other++) {
      const half = connect(port, '127.0.0.1').resume()
      half.write('POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf')
      await once(half, 'close')
    }
    expect(await ask(socket)).toContain('HTTP/1.1 200')
    socket.destroy()
  })

  it('when an answer has been given, then the server keeps the connection for longer than balancers do', async () => {
    const port = await serve(async (_, respond) => void respond(fine))
    const socket = connect(port, '127.0.0.1')
    expect(await ask(socket)).toContain('\r\nKeep-Alive: timeout=75\r\n')
    expect(TIMES.idle).toBe(75_000)
    socket.destroy()
  })

  it('when requests are on their way at the close, then each is answered, and its connection closed with that', async () => {
    const port = await serve(async (_, respond) => void respond(fine))
    const sockets = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'))
    for (const socket of sockets) expect(await ask(socket)).toContain('HTTP/1.1 200')
    const closed = server?.close()
    // They leave the balancer when newkey accepts no connections any more.
    while (await isOpen(port));
    const answers = await Promise.all(
      sockets.map(async (socket) => {
        socket.write(command)
        let answer = ''
        for await (const part of socket.setEncoding('utf8')) answer += part
        return answer
      }),
    )
    await closed
    for (const answer of answers) {
      expect(answer).toContain('HTTP/1.1 503')
      expect(answer).toContain('\r\nconnection: close\r\n')
    }
  })

  it('when nothing comes any more, then the close ends, with its connections', async () => {
    const port = await serve(async (_, respond) => void respond(fine))
    const socket = connect(port, '127.0.0.1')
    await ask(socket)
    const ended = once(socket.resume(), 'close')
    await server?.close()
    await ended
    await expect(fetch(`http://127.0.0.1:${port}/in`)).rejects.toThrow()
  })
})
