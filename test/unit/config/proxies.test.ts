import { describe, expect, it } from '@jest/globals'
import { readProxies } from '../../../src/config/proxies.ts'
import { createSettings, type Environment } from '../../../src/config/settings.ts'

/** The host of the proxy for an address; undefined if it is reached directly. */
function proxyOf(env: Environment, address: string): string | undefined {
  const settings = createSettings(env)
  const proxyFor = readProxies(settings)
  expect(settings.problems).toEqual([])
  const target = URL.parse(address)
  if (!target) throw new Error(address)
  const proxy = proxyFor?.(target)
  return proxy && `${proxy.secure ? 'https' : 'http'} ${proxy.host} ${proxy.port}`
}
const BOTH = { HTTPS_PROXY: 'http://secure:3128', HTTP_PROXY: 'https://plain/' }

describe('given proxies in the environment', () => {
  it.each([
    ['https://api.twilio.com/', 'http secure 3128'],
    ['wss://wss-primary.slack.com/', 'http secure 3128'],
    ['http://127.0.0.1:8080/', 'https plain 443'],
    ['ws://127.0.0.1:8080/', 'https plain 443'],
  ])('when %s is asked for, then its proxy is %s', (address, proxy) => {
    expect(proxyOf(BOTH, address)).toBe(proxy)
  })

  it('when none is for the scheme, then the address is reached directly', () => {
    expect(proxyOf({ HTTP_PROXY: 'http://plain:1' }, 'https://slack.com/')).toBeUndefined()
    expect(proxyOf({}, 'https://slack.com/')).toBeUndefined()
  })

  it('when both spellings are set, then lower case counts, and an empty one is unset', () => {
    const env = { HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:2' }
    expect(proxyOf(env, 'https://slack.com/')).toBe('http lower 2')
    expect(proxyOf({ ...env, https_proxy: ' ' }, 'https://slack.com/')).toBe('http upper 1')
    expect(proxyOf({ ...env, no_proxy: 'slack.com', NO_PROXY: 'x' }, 'https://slack.com/')).toBeUndefined()
  })

  it.each([
    ['*', 'https://slack.com/'],
    ['slack.com', 'https://slack.com/'],
    ['SLACK.COM', 'https://hooks.slack.com/'],
    ['.slack.com', 'https://hooks.slack.com/'],
    ['*.slack.com', 'https://hooks.slack.com/'],
    ['a.example, slack.com:443', 'https://slack.com/'],
    ['a.example slack.com', 'https://slack.com./'],
    ['127.0.0.1', 'https://127.0.0.1:8443/'],
    ['127.0.0.1:8443', 'https://127.0.0.1:8443/'],
    ['127.0.0.0/8', 'https://127.0.0.1/'],
    ['::1', 'https://[::1]:8443/'],
    ['[::1]:8443', 'https://[::1]:8443/'],
    ['fe80::/10', 'https://[fe80::1]/'],
    ['localhost', 'https://localhost/'],
  ])('when NO_PROXY is %s, then %s is reached directly', (NO_PROXY, address) => {
    expect(proxyOf({ ...BOTH, NO_PROXY }, address)).toBeUndefined()
  })

  it.each([
    ['', 'https://127.0.0.1/'],
    ['', 'https://localhost/'],
    ['localhost', 'https://127.0.0.1/'],
    ['slack.com', 'https://notslack.com/'],
    ['slack.com:80', 'https://slack.com/'],
    ['0.0.1', 'https://127.0.0.1/'],
    ['10.0.0.0/8', 'https://11.0.0.1/'],
    ['10.0.0.0/99', 'https://10.0.0.1/'],
  ])('when NO_PROXY is %j, then %s goes through the proxy', (NO_PROXY, address) => {
    expect(proxyOf({ ...BOTH, NO_PROXY }, address)).toBe('http secure 3128')
  })
})

describe('given a proxy with a login', () => {
  it('when it is read, then the login is a header for the proxy that no log can show', () => {
    const settings = createSettings({ HTTPS_PROXY: 'http://ada:p%40ss@proxy:3128' })
    const proxy = readProxies(settings)?.(new URL('https://slack.com/'))
    expect(JSON.stringify(proxy)).not.toMatch(/ada|ss@|YWRh/)
    expect(proxy?.authorization?.reveal()).toBe(`Basic ${Buffer.from('ada:p@ss').toString('base64')}`)
  })
})

describe('given a proxy that can’t be used', () => {
  it.each([
    'proxy:3128',
    'socks5://u:hidden@proxy',
    '://',
    'http://',
    'http://proxy:99999',
    'http://proxy/?x=1',
  ])(
    'when it is %s, then that is said with what it should look like, and without what it is',
    (HTTPS_PROXY) => {
      const settings = createSettings({ HTTPS_PROXY })
      expect(readProxies(settings)).toBeUndefined()
      expect(settings.problems).toEqual([
        'HTTPS_PROXY must be the address of an HTTP proxy, such as http://proxy.example.com:3128.',
      ])
    },
  )

  it('when its password can’t be decoded, then that is said under the name that is set, without it', () => {
    const settings = createSettings({ http_proxy: 'http://ada:100%@proxy' })
    readProxies(settings)
    expect(settings.problems.join()).toMatch(/^http_proxy has a user or password that can't be read/)
    expect(settings.problems.join()).not.toMatch(/ada|100/)
  })
})
