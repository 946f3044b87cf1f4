import type { ClientRequestArgs } from 'node:http'
import { isIP, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { ProxyFor } from '../../proxies.ts'
import { authorityOf, openTunnel } from '../../tunnel.ts'

/** Makes the connection for one web socket, as Node's `http.request` takes it (Node docs: `createConnection`). */
export type Connect = NonNullable<ClientRequestArgs['createConnection']>

/** How long a proxy may take to open a connection (ms). The attempt at a web socket has a deadline of its own. */
const CONNECT_MS = 10_000

/**
 * Finds how the connection for a web socket is made. Also for a plain `ws:` address, the proxy opens a tunnel (RFC 6455, 4.1).
 * @returns undefined if the address is reached directly
 */
export function proxiedConnect(
  address: string,
  proxyFor: ProxyFor,
  connectMs = CONNECT_MS,
): Connect | undefined {
  const target = URL.parse(address)
  const proxy = target ? proxyFor(target) : undefined
  if (!target || !proxy) return undefined
  return (_, done) => {
    void openTunnel(proxy, authorityOf(target), connectMs).then((tunnel) => {
      if (tunnel.kind === 'open') done(null, secured(target, tunnel.socket))
      // Node looks at nothing but the error.
      else done(coded(tunnel.fault), new PassThrough())
    })
    return undefined
  }
}

/** A fault with its code, such as PROXY_REFUSED, like one of the system's. */
const coded = (fault: string): Error => Object.assign(new Error(fault), { code: fault.toUpperCase() })

/** The connection to the target within a tunnel. */
function secured({ protocol, hostname }: URL, socket: Socket): Socket {
  if (protocol !== 'wss:') return socket
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return connectTls({
    socket,
    // The certificate has to be this one's. Without it, Node would expect that of localhost for an IP address.
    host,
    // No server's name is an IP address (RFC 6066, 3).
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
  })
}
