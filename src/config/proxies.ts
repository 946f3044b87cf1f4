import { BlockList, isIP } from 'node:net'
import type { HttpProxy, ProxyFor } from '../proxies.ts'
import { Secret } from '../secret.ts'
import type { Settings } from './settings.ts'

/**
 * Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in lower case too, which takes precedence as in curl and Node (Node.js docs:
 * "Built-in proxy support"). Loopback addresses are no exception: only NO_PROXY makes one.
 * @returns undefined if no proxy is set, or after reporting a problem
 */
export function readProxies(settings: Settings): ProxyFor | undefined {
  const https = firstOf({
    https_proxy: settings.get('https_proxy'),
    HTTPS_PROXY: settings.get('HTTPS_PROXY'),
  })
  const http = firstOf({
    http_proxy: settings.get('http_proxy'),
    HTTP_PROXY: settings.get('HTTP_PROXY'),
  })
  const secure = readProxy(settings, https)
  const plain = readProxy(settings, http)
  if (!secure && !plain) return undefined
  const exempt = exemptions(settings.get('no_proxy') ?? settings.get('NO_PROXY') ?? '')
  return (target) => {
    if (exempt.some((isExempt) => isExempt(target))) return undefined
    return isSecure(target) ? secure : plain
  }
}

const isSecure = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'wss:'

interface Spelling {
  readonly name: string
  readonly value: string
}

/** The first spelling of a variable that is set. */
function firstOf(spellings: Readonly<Record<string, string | undefined>>): Spelling | undefined {
  for (const [name, value] of Object.entries(spellings)) if (value !== undefined) return { name, value }
  return undefined
}

function readProxy(settings: Settings, set: Spelling | undefined): HttpProxy | undefined {
  if (!set) return undefined
  const url = URL.parse(set.value)
  const like = 'http://proxy.example.com:3128'
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash)
    return settings.problem(`${set.name} must be the address of an HTTP proxy, such as ${like}.`)
  const login = loginOf(url)
  if (login === undefined)
    return settings.problem(
      `${set.name} has a user or password that can't be read. Write special characters in it as % and two hexadecimal digits.`,
    )
  const secure = url.protocol === 'https:'
  return {
    secure,
    host: withoutBrackets(url.hostname),
    port: Number(url.port) || (secure ? 443 : 80),
    authorization: login === ':' ? undefined : new Secret(`Basic ${Buffer.from(login).toString('base64')}`),
  }
}

/** The user and password, with a colon between them; undefined if they can't be decoded. */
function loginOf({ username, password }: URL): string | undefined {
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  } catch {
    return undefined
  }
}

type Exempt = (target: URL) => boolean

/**
 * What NO_PROXY names: `*`, hosts with everything below them (`example.com`, `.example.com`, `*.example.com`), IP addresses
 * and networks (`10.0.0.0/8`), each but `*` and a network with a port if it is meant for that port alone.
 */
function exemptions(list: string): readonly Exempt[] {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(exemption)
}

function exemption(entry: string): Exempt {
  if (entry === '*') return () => true
  const [, address = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? []
  const version = isIP(address)
  if (version !== 0 && Number(bits) <= (version === 4 ? 32 : 128)) {
    const network = new BlockList()
    network.addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6')
    return ({ hostname }) => {
      const host = withoutBrackets(hostname)
      return isIP(host) === version && network.check(host, version === 4 ? 'ipv4' : 'ipv6')
    }
  }
  // A bare IPv6 address has colons and no port.
  const [, name = '', port] =
    isIP(entry) === 6 ? [entry, entry] : (/^(.+?)(?::(\d{1,5}))?$/.exec(entry) ?? [entry, entry])
  const host = withoutBrackets(name).replace(/^\*?\./, '')
  return (target) => {
    const asked = withoutBrackets(target.hostname).replace(/\.$/, '')
    const isThere = port === undefined || port === (target.port || (isSecure(target) ? '443' : '80'))
    return isThere && (asked === host || (isIP(asked) === 0 && asked.endsWith(`.${host}`)))
  }
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')
