import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { connect, type Socket } from 'node:net'

/** A real HTTP proxy on loopback. */
export interface RealProxy {
  readonly url: string
  /** What it was asked for, such as `CONNECT 127.0.0.1:443` or `GET http://127.0.0.1:80/`, with the login that came along. */
  readonly asked: { readonly line: string; readonly login: string | undefined }[]
  /** How many connections to it are open. */
  open(): number
  close(): Promise<void>
}

/** What the proxy does with what it is asked for: pass it on, say no (407), or never answer. */
export type ProxyTemper = 'passes' | 'refuses' | 'hangs'

/** Starts a proxy that knows CONNECT and requests with a whole address (RFC 9110, 9.3.6; RFC 9112, 3.2.2). */
export async function serveProxy(temper: ProxyTemper = 'passes'): Promise<RealProxy> {
  const asked: { readonly line: string; readonly login: string | undefined }[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  }
  const note = ({
    method,
    url,
    headers,
  }: {
    readonly method?: string | undefined
    readonly url?: string | undefined
    readonly headers: Readonly<Record<string, unknown>>
  }): void => {
    const login = headers['proxy-authorization']
    asked.push({ line: `${method} ${url}`, login: typeof login === 'string' ? login : undefined })
  }
  const server = createServer((incoming, answer) => {
    note(incoming)
    if (temper === 'hangs') return
    if (temper === 'refuses') return void answer.writeHead(407).end('Log in to the proxy')
    const { 'proxy-authorization': _, ...headers } = incoming.headers
    const onward = request(
      incoming.url ?? '',
      { method: incoming.method, headers, agent: false },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers)
        reply.pipe(answer)
      },
    )
    onward.on('error', () => void answer.destroy())
    incoming.pipe(onward)
  })
  server.on('connection', keep)
  server.on('connect', (incoming, socket, head) => {
    note(incoming)
    if (temper === 'hangs') return void socket.resume().on('end', () => void socket.destroy())
    if (temper === 'refuses') return void socket.end('HTTP/1.1 407 No\r\nContent-Length: 4\r\n\r\nfull')
    const target = URL.parse(`http://${incoming.url}`)
    const onward = connect(Number(target?.port || 80), target?.hostname ?? '', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    keep(onward)
    onward.on('close', () => void socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    asked,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
