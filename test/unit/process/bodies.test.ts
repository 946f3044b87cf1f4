import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createHttpServer, type HttpServer, type HttpTimes, TIMES } from '../../../src/process/http-server.ts'

const LARGEST = 1_000
const ALL = 1_500
let server: HttpServer | undefined
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  return server?.close()
})

/** A server that holds ALL bytes of bodies, and answers each with the number of its bytes. */
async function serve(times?: HttpTimes) {
  server = createHttpServer({
    routes: {
      'POST /in': {
        handle: async ({ body }, respond) => {
          const text = Buffer.from(body)
          respond({ status: 200, type: 'text/plain', body: `${text.length} ${text.subarray(0, 12)}` })
        },
      },
    },
    largestBody: LARGEST,
    limits: { waiting: 100, all: 200, bodies: ALL },
    monotonic: () => 7,
    track: (work) => work,
    ...(times && { times }),
  })
  return server.listen(0, '127.0.0.1')
}

/** A connection that has announced a body and sent the first `sent` bytes of it. */
async function hold(port: number, announced: number, sent: number) {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  sockets.push(socket)
  socket.on('error', () => undefined)
  let answer = ''
  socket.on('data', (part) => {
    answer += part
  })
  await once(socket, 'connect')
  const head = `POST /in HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${announced}\r\n\r\n`
  socket.write(head)
  // The server has the request once it asks for the body.
  while (!answer.includes('100 Continue')) await once(socket, 'data')
  answer = ''
  socket.write('x'.repeat(sent))
  return {
    socket,
    answer: () => answer,
    /** Resolves when the connection is closed, whichever way: a reset counts too. */
    closed: new Promise<void>((resolve) => socket.once('close', () => resolve())),
    /** Whether the answer has come. */
    answered: async () => {
      while (answer === '') await once(socket, 'data')
      return answer
    },
  }
}

const post = async (port: number, body: string): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/in`, { method: 'POST', body })
  return `${answer.status} ${await answer.text()}`
}

describe('given bodies that are held open', () => {
  it('when they are more than the server holds, then the largest is answered 503 at once, and told to come back', async () => {
    const port = await serve()
    const small = await hold(port, 900, 600)
    const large = await hold(port, 900, 800)
    const last = await hold(port, 900, 500)
    await large.closed
    expect(large.answer()).toMatch(/^HTTP\/1\.1 503 /)
    expect(large.answer()).toMatch(/\r\nretry-after: 1\r\n/i)
    expect(large.answer()).toMatch(/\r\nconnection: close\r\n/i)
    // The others go on, and come to their end.
    small.socket.write('x'.repeat(300))
    expect(await small.answered()).toContain('900 xxx')
    last.socket.write('x'.repeat(400))
    expect(await last.answered()).toContain('900 xxx')
  })

  it('when several are the largest, then the oldest of them ends', async () => {
    const port = await serve()
    const oldest = await hold(port, 900, 600)
    const next = await hold(port, 900, 600)
    const newest = await hold(port, 900, 600)
    await oldest.closed
    expect([oldest.answer().slice(9, 12), next.answer(), newest.answer()]).toEqual(['503', '', ''])
  })

  it('when a small body comes whole, then it is read, whatever others hold', async () => {
    const port = await serve()
    const held = await hold(port, 900, 800)
    const other = await hold(port, 900, 650)
    expect(await post(port, 'hello')).toBe('200 5 hello')
    expect([held.answer(), other.answer()]).toEqual(['', ''])
    expect(await post(port, 'y'.repeat(100))).toMatch(/^200 100 /)
    await held.closed
    expect(held.answer()).toMatch(/^HTTP\/1\.1 503 /)
  })

  it.each([
    ['is given up', (socket: Socket) => void socket.resetAndDestroy()],
    ['comes to its end', (socket: Socket) => void socket.write('x'.repeat(100))],
  ])('when one %s, then its room is there again', async (_, leave) => {
    const port = await serve()
    const steady = await hold(port, 900, 800)
    for (let round = 0; round < 5; round++) {
      const left = await hold(port, 400, 300)
      leave(left.socket)
      await (left.socket.destroyed ? left.closed : left.answered())
      // An answer to somebody else, after which the server knows that this one has gone.
      expect(await post(port, 'hello')).toBe('200 5 hello')
      expect(left.answer()).not.toContain(' 503 ')
    }
    expect(steady.answer()).toBe('')
  })
})

describe('given a body that comes a byte at a time', () => {
  it('when it comes to its end, then it is whole and in its order', async () => {
    const port = await serve()
    const { socket, answered } = await hold(port, 12, 0)
    socket.setNoDelay()
    for (const byte of 'abcdefghijkl') {
      socket.write(byte)
      await new Promise(setImmediate)
    }
    expect(await answered()).toContain('12 abcdefghijkl')
  })

  it('when it doesn’t come to its end in time, then the connection is closed all the same', async () => {
    const port = await serve({ ...TIMES, headers: 50, request: 100, check: 10 })
    const { socket, answer, closed } = await hold(port, 900, 1)
    const slow = setInterval(() => socket.writable && socket.write('x'), 5)
    await closed.finally(() => clearInterval(slow))
    expect(answer()).not.toContain(' 200 ')
  })
})
