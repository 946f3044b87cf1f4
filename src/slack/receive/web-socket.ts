import { WebSocket } from 'ws'
import { z } from 'zod'
import type { ProxyFor } from '../../proxies.ts'
import { proxiedConnect } from './proxied-socket.ts'

/** One web socket. It may still be opening. */
export interface Line {
  /** Sends a text. @throws Error if it could not be handed to the system */
  send(text: string): Promise<void>
  /** Sends a ping frame, if the socket is open (RFC 6455, 5.5.2). */
  ping(): void
  /** Begins the closing handshake (RFC 6455, 7.1.2). */
  close(): void
  /** Closes it at once and for good, even while it is opening. */
  drop(): void
}

/** What happens on a web socket. */
export interface LineEvents {
  readonly opened: () => void
  /** A text arrived; undefined for a binary frame. */
  readonly heard: (text: string | undefined) => void
  /** The far side sent a ping. It has been answered. */
  readonly pinged: () => void
  /** The far side answered a ping. */
  readonly ponged: () => void
  /** The last event, exactly once. `fault` is a code, such as ECONNREFUSED, http_403 or closed_1006. */
  readonly closed: (fault: string) => void
}

/** Opens a web socket. It doesn't throw: what goes wrong is told by `closed`. */
export type Dial = (url: string, events: LineEvents) => Line

/** The largest frame that is accepted (bytes). Slack's commands and clicks take a few kilobytes. */
const LARGEST_FRAME = 1_048_576

const coded = z.object({ code: z.string().regex(/^[A-Z][A-Z0-9_]{1,60}$/) })

/** @param proxyFor finds the proxy for an address; without it, every connection is direct */
export function createDial(proxyFor?: ProxyFor): Dial {
  return (url, events) => {
    const socket = open(url, proxyFor)
    if (!socket) {
      queueMicrotask(() => events.closed('ERR_INVALID_URL'))
      return NO_LINE
    }
    let fault: string | undefined
    socket.on('open', events.opened)
    socket.on('message', (data, isBinary) => events.heard(isBinary ? undefined : String(data)))
    socket.on('ping', events.pinged)
    socket.on('pong', events.ponged)
    socket.on('unexpected-response', (_, { statusCode }) => {
      fault ??= `http_${statusCode ?? 'unknown'}`
      socket.terminate()
    })
    socket.on('error', (error) => {
      fault ??= coded.safeParse(error).data?.code ?? 'no_web_socket'
    })
    socket.on('close', (code) => events.closed(fault ?? `closed_${code}`))
    return {
      send: (text) =>
        new Promise((resolve, reject) => {
          socket.send(text, (error) => (error ? reject(error) : resolve()))
        }),
      ping: () => {
        if (socket.readyState === WebSocket.OPEN) socket.ping()
      },
      close: () => socket.close(1000),
      drop: () => socket.terminate(),
    }
  }
}

/** @returns undefined if the address can't be one of a web socket */
function open(url: string, proxyFor: ProxyFor | undefined): WebSocket | undefined {
  try {
    const createConnection = proxyFor && proxiedConnect(url, proxyFor)
    return new WebSocket(url, {
      ...(createConnection && { createConnection }),
      // A compressed frame of a few bytes may unpack to a very long one.
      perMessageDeflate: false,
      maxPayload: LARGEST_FRAME,
    })
  } catch {
    return undefined
  }
}

const NO_LINE: Line = {
  send: async () => {
    throw new Error('there is no web socket')
  },
  ping: () => undefined,
  close: () => undefined,
  drop: () => undefined,
}
