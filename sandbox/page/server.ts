import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Sandbox } from '../sandbox.ts'
import { listen } from '../serve.ts'
import { ADA } from '../slack/people.ts'
import { createActions } from './actions.ts'
import { bundle, type Files } from './bundle.ts'
import { HEADERS } from './headers.ts'
import { createLive } from './live.ts'
import { isPerson, type Story } from './look.ts'

export interface Page {
  readonly url: string
  close(): Promise<void>
}

const LARGEST_BODY = 64 * 1024

/** Serves the sandbox’s page on loopback. @param port 0 for any */
export async function servePage(sandbox: Sandbox, port: number): Promise<Page> {
  const files: Files = bundle()
  const story: Story = { run: randomUUID(), actions: [], seen: false }
  const live = createLive(sandbox, story)
  const carryOut = createActions(sandbox, story, live.changed)
  sandbox.changed(live.changed)

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy()
      else response.writeHead(500, HEADERS).end()
    })
  })
  const taken = await listen(server, port)
  const hosts = [`127.0.0.1:${taken}`, `localhost:${taken}`]

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, body = '', type = 'text/plain', more: object = {}): void =>
      void response.writeHead(status, { ...HEADERS, 'content-type': type, ...more }).end(body)
    const { host = '', origin } = request.headers
    // A page of somebody else's that names this address gets nothing, and nothing is done for it.
    if (!hosts.includes(host) || (origin !== undefined && !hosts.includes(origin.replace('http://', ''))))
      return say(403, 'This page is served to this machine only.')
    const [pathname = '', query] = (request.url ?? '').split('?')
    if (request.method === 'POST' && pathname === '/do') {
      if (request.headers['content-type'] !== 'application/json') return say(415)
      const body = await read(request)
      if (body === undefined) return say(413, 'That is too much.', 'text/plain', { connection: 'close' })
      const said = await carryOut(parse(body))
      return said ? say(200, JSON.stringify(said), 'application/json') : say(400, 'That can’t be read.')
    }
    if (request.method !== 'GET') return say(405)
    if (pathname === '/live') {
      const asked = new URLSearchParams(query)
      // A page that was left open may ask for somebody who isn't there any more.
      const me = asked.get('me') ?? ''
      return live.open(
        response,
        isPerson(me) && sandbox.slack.people.has(me) ? me : ADA,
        asked.get('session') ?? '',
      )
    }
    const file = files.get(pathname)
    if (!file) return say(404, 'There is nothing here.')
    response.writeHead(200, { ...HEADERS, 'content-type': file.type }).end(file.body)
  }

  return {
    url: `http://127.0.0.1:${taken}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** @returns the body, or undefined where it is too large */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > LARGEST_BODY) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
