import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fate, WireRequest } from './exchange.ts'

export interface Served {
  readonly url: string
  readonly server: Server
  /** Whether the address answers; where it doesn't, connections are refused. */
  answers(does: boolean): Promise<void>
  /** Also closes every connection, including those that wait for an answer. */
  close(): Promise<void>
}

/** What serves a fake: it answers, and may want to know when an answer has gone, or that it never arrived. */
export interface Handler {
  handle(request: WireRequest): Fate
  gone?(request: WireRequest): void
  lost?(request: WireRequest): void
}

/** Waits (ms) before a late answer is sent. Rejects when the signal aborts, or never settles then. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>

const forReal: Pause = (ms, signal) => sleep(ms, undefined, { signal })

/** Serves a fake on this machine's loopback. @param pause how late answers wait: in real time, where nothing else is said */
export async function serve(handler: Handler, port = 0, pause: Pause = forReal): Promise<Served> {
  const server = createServer((request, response) => {
    // The client may be killed in the middle of a request; that must not end this process.
    answer(handler, pause, request, response).catch(() => void request.socket.destroy())
  })
  const taken = await listen(server, port)
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return {
    url: `http://127.0.0.1:${taken}`,
    server,
    answers: async (does) => {
      if (!does) await stop()
      else if (!server.listening) await listen(server, taken)
    },
    close: stop,
  }
}

/** @returns the port */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : port
}

async function answer(
  handler: Handler,
  pause: Pause,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  const { method = '', url: path = '' } = request
  const asked = { method, path, headers: Object.fromEntries(headers), body: Buffer.concat(chunks).toString() }
  const fate = handler.handle(asked)
  const closed = new AbortController()
  response.on('close', () => {
    closed.abort()
    if (fate.kind !== 'answer') return
    if (response.writableFinished) handler.gone?.(asked)
    else handler.lost?.(asked)
  })
  switch (fate.kind) {
    case 'answer': {
      if (fate.delayMs !== undefined) await pause(fate.delayMs, closed.signal)
      if (!closed.signal.aborted) response.writeHead(fate.status, { ...fate.headers }).end(fate.body)
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
