import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import type { Signed } from './signed.ts'

/** Slack's side of Socket Mode (Slack docs: "Using Socket Mode"). */
export interface SocketHub {
  /** An address for one connection. */
  ticket(): string
  /** Resolves when the app is connected. */
  connected(): Promise<void>
  /** Sends one envelope, and resolves with what the app acknowledges it with. */
  deliver(signed: Signed): Promise<unknown>
  /** Sends a frame unchanged, even one that Slack wouldn't send. */
  raw(text: string): void
  /** Asks the app to reconnect, as Slack does from time to time. */
  refresh(): void
  close(): void
}

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown() })

/** Serves Socket Mode on a server that is listening on `url` (http). */
export function serveSocket(server: Server, url: string): SocketHub {
  const hub = new WebSocketServer({ noServer: true })
  const tickets = new Set<string>()
  const waiting = new Map<string, (payload: unknown) => void>()
  let current: WebSocket | undefined
  let arrived = Promise.withResolvers<void>()

  server.on('upgrade', (request, socket, head) => {
    // A ticket is good for one connection.
    if (!tickets.delete(request.url ?? '')) return void socket.destroy()
    hub.handleUpgrade(request, socket, head, (connection) => {
      current = connection
      connection.on('message', (data) => {
        const { envelope_id, payload } = acknowledgement.parse(JSON.parse(String(data)))
        waiting.get(envelope_id)?.(payload)
        waiting.delete(envelope_id)
      })
      connection.send(
        JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0NEWKEY01' } }),
      )
      arrived.resolve()
    })
  })

  return {
    ticket: () => {
      const path = `/link/?ticket=${randomUUID()}`
      tickets.add(path)
      return url.replace(/^http/, 'ws') + path
    },
    connected: () => arrived.promise,
    deliver: ({ kind, payload }) =>
      new Promise((resolve, reject) => {
        if (!current) return reject(new Error('the app is not connected'))
        const envelope_id = randomUUID()
        waiting.set(envelope_id, resolve)
        const accepts_response_payload = kind === 'slash_commands'
        current.send(JSON.stringify({ envelope_id, type: kind, payload, accepts_response_payload }))
      }),
    raw: (text) => current?.send(text),
    refresh: () => {
      arrived = Promise.withResolvers()
      current?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))
    },
    close: () => hub.close(),
  }
}
