import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** A server that hears whole requests and answers in bytes, as nobody's HTTP library would. */
export interface Bytes {
  readonly port: number
  /** Each whole request, head and body, in the order in which they came. */
  readonly requests: string[]
  /** How many connections were made. */
  connections(): number
  close(): Promise<void>
}

/** @param answer writes what it likes; `count` is 1 for the first request */
export async function serveBytes(answer: (socket: Socket, count: number) => void): Promise<Bytes> {
  const requests: string[] = []
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    let onAudit = ''
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      onAudit += data.toString()
      const head = onAudit.indexOf('\r\n\r\n')
      const length = Number(/^content-length: (\d+)/im.exec(onAudit.slice(0, head))?.[1] ?? 0)
      if (head < 0 || Buffer.byteLength(onAudit.slice(head + 4)) < length) return
      requests.push(onAudit)
      onAudit = ''
      answer(socket, requests.length)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    requests,
    connections: () => sockets.length,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** An answer with everything in it that tempts a client to send again. Its body is left out where HTTP allows none. */
export function tempting(status: number, body: string): string {
  const bare = status === 204 || status === 304
  return [
    `HTTP/1.1 ${status} Status`,
    'Retry-After: 0',
    'Location: /elsewhere',
    'WWW-Authenticate: Basic realm="x"',
    'Connection: keep-alive',
    ...(bare ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    '',
    bare ? '' : body,
  ].join('\r\n')
}
