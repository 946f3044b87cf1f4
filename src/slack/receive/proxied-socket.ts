import { connect as connectTls } from 'node:tls'
import { Agent, buildConnector } from 'undici'
import type { ProxyFor } from '../../proxies.ts'
import { authorityOf, openTunnel } from '../../tunnel.ts'

/** How long a proxy may take to open a connection, and the TLS handshake after that (ms). */
const CONNECT_MS = 10_000

/**
 * Creates what Socket Mode's web socket is opened with, so that it goes through the proxy too. The library takes nothing else
 * than a dispatcher of undici for that (Slack docs: "Using Socket Mode", proxies). A plain `ws:` address goes through a tunnel
 * as well (RFC 6455, 4.1).
 */
export function createProxiedDispatcher(proxyFor: ProxyFor, connectMs = CONNECT_MS): Agent {
  const direct = buildConnector({ allowH2: false, timeout: connectMs })
  const connect: buildConnector.connector = (options, done) => {
    const { protocol, hostname, servername } = options
    const target = URL.parse(`${protocol}//${options.host ?? hostname}`)
    const proxy = target ? proxyFor(target) : undefined
    if (!target || !proxy) return direct(options, done)
    void openTunnel(proxy, authorityOf(target), connectMs).then((tunnel) => {
      if (tunnel.kind === 'failed') return done(new Error(tunnel.fault), null)
      const { socket } = tunnel
      if (protocol !== 'https:') return done(null, socket)
      const secured = connectTls({
        socket,
        servername: servername || hostname,
        ALPNProtocols: ['http/1.1'],
      })
      const deadline = setTimeout(() => secured.destroy(new Error('timeout')), connectMs)
      const settle = (error: Error | null): void => {
        clearTimeout(deadline)
        secured.off('error', settle)
        if (error) done(error, null)
        else done(null, secured)
      }
      secured.once('error', settle)
      secured.once('secureConnect', () => settle(null))
    })
  }
  return new Agent({ connect })
}
