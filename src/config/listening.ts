import { isIP } from 'node:net'
import type { Settings } from './settings.ts'
import { usesSocketMode } from './slack.ts'

/** Where newkey's own HTTP server listens. */
export interface ListeningSettings {
  /** 0 means any free port. */
  readonly port: number
  /** undefined means every address of this machine. */
  readonly host: string | undefined
}

/** Reads where to listen. In Socket Mode only this machine needs to reach newkey. Reports a problem if the port or the host is wrong. */
export function readListening(settings: Settings): ListeningSettings {
  return {
    port: settings.count('PORT', 3000, 0, 65_535),
    host: readHost(settings) ?? (usesSocketMode(settings) ? '127.0.0.1' : undefined),
  }
}

/** A name, as /etc/hosts and DNS have them; without it, `0.0.0.0:3000` would be looked up as one. */
const NAME = /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_.])?$/i

/** Brackets around an IPv6 address are how addresses with a port are written, and are no part of it (RFC 3986, 3.2.2). */
function readHost(settings: Settings): string | undefined {
  const host = settings.get('HOST')?.replace(/^\[([^[\]]*)\]$/, '$1')
  if (host === undefined || isIP(host) !== 0 || (NAME.test(host) && !/^[\d.]+$/.test(host))) return host
  return settings.problem(
    'HOST must be an IP address of this machine, or its name, without http:// and without the port. Leave it empty to listen on all addresses.',
  )
}
