import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import type { Signed } from './signed.ts'

/** How an app that connects is met. `no_upgrade`: it gets no answer; `no_hello`: its web socket opens, and nothing comes. */
export type Welcome = 'hello' | 'no_upgrade' | 'no_hello' | { readonly helloThenDisconnect: string }

/** Slack's side of Socket Mode (Slack docs: "Using Socket Mode"). */
export interface SocketHub {
  /** An address for one connection. */
  ticket(): string
  /** Resolves when the app is connected. */
  connected(): Promise<void>
  /** Sends one envelope, and resolves with what the app acknowledges it with. */
  deliver(signed: Signed): Promise<unknown>
  /** Sends the same envelope by every connection that is open, and resolves with the acks, one for each. */
  deliverByAll(signed: Signed): Promise<readonly unknown[]>
  /** Sends a frame unchanged, even one that Slack wouldn't send. */
  raw(text: string): void
  /** Asks the app to reconnect, as Slack does from time to time. */
  refresh(reason?: string): void
  /** How the connections from now on are met. */
  welcome(how: Welcome): void
  /** From now on no ping is answered on the connections that are open: they are half dead. */
  mute(): void
  /** Breaks every connection without a word. */
  cut(): void
  /** How often the app has come with a ticket, and how many of its connections are open, half-open ones too. */
  counts(): { readonly came: number; readonly open: number }
  close(): void
}

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown() })

/** Serves Socket Mode on a server that is listening on `url` (http). */
export function serveSocket(server: Server, url: string): SocketHub {
  const hub = new WebSocketServer({ noServer: true, autoPong: false })
  const tickets = new Set<string>()
  const waiting = new Map<string, (payload: unknown) => void>()
  const greeted = new Set<WebSocket>()
  const streams = new Set<Duplex>()
  const muted = new WeakSet<WebSocket>()
  const marks = new WeakMap<WebSocket, string>()
  let welcome: Welcome = 'hello'
  let came = 0
  let arrived = Promise.withResolvers<void>()

  server.on('upgrade', (request, socket, head) => {
    // A ticket is good for one connection.
    if (!tickets.delete(request.url ?? '')) return void socket.destroy()
    if (welcome !== 'no_hello') came += 1
    streams.add(socket)
    socket.on('close', () => streams.delete(socket))
    socket.on('error', () => socket.destroy())
    // It is read all the same, so that its end is noticed; Node's server leaves closing it to us.
    socket.on('end', () => socket.destroy())
    if (welcome === 'no_upgrade') return void socket.resume()
    hub.handleUpgrade(request, socket, head, (connection) => greet(connection, welcome))
  })

  function greet(connection: WebSocket, how: Welcome): void {
    marks.set(connection, randomUUID())
    connection.on('error', () => connection.terminate())
    connection.on('close', () => greeted.delete(connection))
    connection.on('ping', (data) => {
      if (!muted.has(connection)) connection.pong(data)
    })
    connection.on('message', (data) => {
      const { envelope_id, payload } = acknowledgement.parse(JSON.parse(String(data)))
      const waits = `${marks.get(connection)} ${envelope_id}`
      waiting.get(waits)?.(payload)
      waiting.delete(waits)
    })
    if (how === 'no_hello') {
      // Its answer shows that the app has seen the web socket open.
      connection.once('pong', () => {
        came += 1
      })
      connection.ping()
      return
    }
    connection.send(
      JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0NEWKEY01' } }),
    )
    greeted.add(connection)
    arrived.resolve()
    if (how === 'hello' || how === 'no_upgrade') return
    connection.send(JSON.stringify({ type: 'disconnect', reason: how.helloThenDisconnect }))
  }

  function send(connection: WebSocket, { kind, payload }: Signed, envelope_id: string): Promise<unknown> {
    return new Promise((resolve) => {
      waiting.set(`${marks.get(connection)} ${envelope_id}`, resolve)
      const accepts_response_payload = kind === 'slash_commands'
      connection.send(JSON.stringify({ envelope_id, type: kind, payload, accepts_response_payload }))
    })
  }

  const newest = (): WebSocket | undefined => [...greeted].at(-1)

  return {
    ticket: () => {
      const path = `/link/?ticket=${randomUUID()}`
      tickets.add(path)
      return url.replace(/^http/, 'ws') + path
    },
    connected: () => arrived.promise,
    deliver: async (signed) => {
      const connection = newest()
      if (!connection) throw new Error('the app is not connected')
      return send(connection, signed, randomUUID())
    },
    deliverByAll: (signed) => {
      const id = randomUUID()
      return Promise.all([...greeted].map((connection) => send(connection, signed, id)))
    },
    raw: (text) => newest()?.send(text),
    refresh: (reason = 'refresh_requested') => {
      arrived = Promise.withResolvers()
      newest()?.send(JSON.stringify({ type: 'disconnect', reason }))
    },
    welcome: (how) => {
      welcome = how
    },
    mute: () => {
      arrived = Promise.withResolvers()
      for (const connection of greeted) muted.add(connection)
    },
    cut: () => {
      arrived = Promise.withResolvers()
      for (const stream of streams) stream.destroy()
    },
    counts: () => ({ came, open: streams.size }),
    close: () => {
      for (const stream of streams) stream.destroy()
      hub.close()
    },
  }
}
