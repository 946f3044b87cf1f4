import http from 'node:http'
import https from 'node:https'
import { isIP, type Socket } from 'node:net'
import type { HttpProxy } from './proxies.ts'

/** A connection to the target, or why there is none: `proxy_unreachable`, `proxy_refused` or `proxy_timeout`. */
export type Tunnel =
  | { readonly kind: 'open'; readonly socket: Socket }
  | { readonly kind: 'failed'; readonly fault: string }

/**
 * Opens a connection to a target through a proxy (RFC 9110, 9.3.6: CONNECT). The target gets nothing before it is open, so
 * after any failure nothing was sent. What the proxy says when it refuses is never taken for the target's answer, and it
 * doesn't get into the fault. It doesn't throw.
 * @param target the host and port, such as `slack.com:443`
 * @param deadlineMs how long it may take, from the address lookup to the proxy's answer (ms)
 */
export function openTunnel(proxy: HttpProxy, target: string, deadlineMs: number): Promise<Tunnel> {
  return new Promise((resolve) => {
    const options: https.RequestOptions = {
      method: 'CONNECT',
      host: proxy.host,
      port: proxy.port,
      servername: serverNameOf(proxy),
      path: target,
      headers: {
        host: target,
        ...proxyHeaders(proxy),
      },
      agent: false,
    }
    const connecting = (proxy.secure ? https : http).request(options)
    let reached = false
    let open = false
    const fail = (fault: string): void => {
      if (open) return
      clearTimeout(deadline)
      connecting.destroy()
      resolve({ kind: 'failed', fault })
    }
    const deadline = setTimeout(() => fail('proxy_timeout'), deadlineMs)
    connecting.on('socket', (socket) => {
      socket.once(proxy.secure ? 'secureConnect' : 'connect', () => {
        reached = true
      })
    })
    connecting.on('connect', ({ statusCode }, socket, head) => {
      // The deadline may have passed in this turn of the event loop: then nobody waits for the connection.
      if (statusCode !== 200 || connecting.destroyed) {
        socket.destroy()
        return fail('proxy_refused')
      }
      open = true
      clearTimeout(deadline)
      if (head.length > 0) socket.unshift(head)
      resolve({ kind: 'open', socket })
    })
    // This listener stays, since a destroyed connection may still report an error.
    connecting.on('error', () => fail(reached ? 'proxy_refused' : 'proxy_unreachable'))
    connecting.end()
  })
}

/** The headers for the proxy itself. The target never gets them. */
export function proxyHeaders({ authorization }: HttpProxy): Readonly<Record<string, string>> {
  return authorization ? { 'proxy-authorization': authorization.reveal() } : {}
}

/** The name in the proxy's own certificate. Without it, Node takes the name of the target. */
export const serverNameOf = ({ host }: HttpProxy): string => (isIP(host) === 0 ? host : '')

/** The host and port of an address, as CONNECT takes them. */
export function authorityOf({ hostname, port, protocol }: URL): string {
  const usual = protocol === 'https:' || protocol === 'wss:' ? '443' : '80'
  return `${hostname}:${port || usual}`
}
