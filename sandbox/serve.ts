import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Fate, WireRequest } from './exchange.ts'

export interface Served {
  readonly url: string
  readonly server: Server
  /** Ends every connection too, also those that wait for an answer. */
  close(): Promise<void>
}

/** Serves a fake on this machine's loopback. */
export async function serve(handle: (request: WireRequest) => Fate, port = 0): Promise<Served> {
  const server = createServer((request, response) => void answer(handle, request, response))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const taken = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://127.0.0.1:${taken}`,
    server,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(
  handle: (request: WireRequest) => Fate,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  const { method = '', url: path = '' } = request
  const fate = handle({
    method,
    path,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString(),
  })
  switch (fate.kind) {
    case 'answer': {
      const reply = (): void => void response.writeHead(fate.status, { ...fate.headers }).end(fate.body)
      if (fate.delayMs === undefined) reply()
      else setTimeout(reply, fate.delayMs).unref()
      break
    }
    case 'stall':
      response.writeHead(fate.status, { 'content-type': 'application/json' }).write('{')
      break
    case 'reset':
      request.socket.destroy()
      break
    case 'hang':
      break
  }
}
