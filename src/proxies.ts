import type { Secret } from './secret.ts'

/** An HTTP proxy, through which connections to other machines go. */
export interface HttpProxy {
  /** Whether the connection to the proxy itself uses TLS. */
  readonly secure: boolean
  /** A name or an IP address, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** The value of the header Proxy-Authorization (RFC 9110, 11.7.2). */
  readonly authorization: Secret | undefined
}

/** Finds the proxy for an address (http, https, ws or wss); undefined if it is reached directly. */
export type ProxyFor = (target: URL) => HttpProxy | undefined
