import { describe, expect, it } from '@jest/globals'
import { coreDumps, surroundings } from '../../../src/config/surroundings.ts'

const NOTHING = { refused: [], warnings: [], notes: [] }
const says = (text: string): unknown[] => [expect.stringContaining(text)]

describe('given the environment and Node’s own arguments', () => {
  it.each([
    {},
    { NODE_TLS_REJECT_UNAUTHORIZED: '1' },
    { NODE_OPTIONS: '--max-old-space-size=256 --enable-source-maps --inspect-port=0' },
    { NODE_OPTIONS: '--title="a --trace-tls"' },
    { NODE_DEBUG: 'fs' },
    { NODE_USE_SYSTEM_CA: '0' },
    { SLACK_API_URL: 'https://slack.com/api/', TWILIO_API_URL: 'https://api.twilio.com' },
    { SLACK_API_URL: 'https://slack-gov.com/api/', TWILIO_API_URL: 'https://api.dublin.ie1.twilio.com' },
    { SLACK_API_URL: 'no address' },
  ])('when there is nothing odd in %j, then nothing is said', (env) => {
    expect(surroundings(env, ['--max-semi-space-size=2', '--disable-sigusr1'])).toEqual(NOTHING)
  })

  it.each([
    { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, text: 'NODE_TLS_REJECT_UNAUTHORIZED=0' },
    { env: { NODE_TLS_REJECT_UNAUTHORIZED: ' 0 ' }, text: 'NODE_TLS_REJECT_UNAUTHORIZED=0' },
    { env: { SSLKEYLOGFILE: '/tmp/keys' }, text: 'SSLKEYLOGFILE' },
    { env: { NODE_DEBUG: 'fs,HTTP' }, text: 'NODE_DEBUG' },
    { env: { NODE_DEBUG: 'undici' }, text: 'NODE_DEBUG' },
    { env: { NODE_DEBUG: '*' }, text: 'NODE_DEBUG' },
    { env: { NODE_OPTIONS: '--tls-keylog=/tmp/keys' }, text: '--tls-keylog' },
    { env: { NODE_OPTIONS: '"--tls_keylog" /tmp/keys' }, text: '--tls-keylog' },
    { env: {}, flags: ['--trace-tls'], text: '--trace-tls' },
    { env: { NODE_OPTIONS: '"\\--tls-keylog=/tmp/keys"' }, text: '--tls-keylog' },
    { env: { NODE_OPTIONS: '-"-tls-keylog=/tmp/keys"' }, text: '--tls-keylog' },
    { env: { NODE_OPTIONS: '--tls-key"log=/tmp/keys"' }, text: '--tls-keylog' },
    { env: { NODE_OPTIONS: '--title="a b" --trace-tl"\\s"' }, text: '--trace-tls' },
  ])(
    'when credentials would be given away by $text, then it is refused with its fix',
    ({ env, flags = [], text }) => {
      const found = surroundings(env, flags)
      expect(found).toEqual({ ...NOTHING, refused: says(text) })
      expect(found.refused[0]).toMatch(/Unset it|Start newkey without it/)
      expect(found.refused[0]).not.toContain('/tmp/keys')
    },
  )

  it.each([
    '--inspect',
    '--inspect=0.0.0.0:9229',
    '--inspect-brk',
    '--insecure-http-parser',
    '--tls-min-v1.0',
    '--heapsnapshot-near-heap-limit=1',
    '--heapsnapshot-signal=SIGUSR2',
    '--heap-prof',
    '--abort-on-uncaught-exception',
    '--abort_on_uncaught_exception',
  ])('when Node is given %s, then it is named, wherever it is given', (flag) => {
    const text = (flag.split('=')[0] ?? '').replaceAll('_', '-')
    expect(surroundings({}, [flag])).toEqual({ ...NOTHING, warnings: says(text) })
    expect(surroundings({ NODE_OPTIONS: flag }, [flag])).toEqual({ ...NOTHING, warnings: says(text) })
  })

  it.each([
    { name: 'SLACK_API_URL', url: 'https://slack.com.example.com/api/', host: 'slack.com.example.com' },
    { name: 'SLACK_API_URL', url: 'https://notslack.com/api/', host: 'notslack.com' },
    { name: 'SLACK_API_URL', url: 'http://127.0.0.1:8080/api/', host: '127.0.0.1:8080' },
    { name: 'TWILIO_API_URL', url: 'https://twilio.com.example.com', host: 'twilio.com.example.com' },
    { name: 'TWILIO_API_URL', url: ' https://proxy.example.com/twilio ', host: 'proxy.example.com' },
  ])('when $name is $url, then one line says whom newkey gives its credential', ({ name, url, host }) => {
    const found = surroundings({ [name]: url }, [])
    expect(found).toEqual({ ...NOTHING, warnings: says(name) })
    expect(found.warnings[0]).toMatch(new RegExp(` credential to ${host.replaceAll('.', '\\.')}\\.$`))
  })

  it('when authorities are added, then it is noted', () => {
    const env = { NODE_EXTRA_CA_CERTS: '/etc/ca.pem', NODE_USE_SYSTEM_CA: '1' }
    expect(surroundings(env, ['--use-system-ca'])).toEqual({
      ...NOTHING,
      notes: [
        expect.stringContaining('NODE_EXTRA_CA_CERTS'),
        expect.stringContaining('NODE_USE_SYSTEM_CA'),
        expect.stringContaining('--use-system-ca'),
      ],
    })
  })
})

describe('given what the system says of core dumps', () => {
  const limits = (soft: string): string =>
    `Max stack size             8388608      unlimited   bytes\nMax core file size         ${soft}            unlimited   bytes\n`

  it.each(['unlimited', '1073741824'])('when the limit is %s, then they are named with the fix', (soft) => {
    expect(coreDumps(limits(soft))).toEqual(says('LimitCORE=0'))
  })

  it.each([limits('0'), 'nothing of it', undefined])(
    'when it is off or unknown, then nothing is said',
    (text) => {
      expect(coreDumps(text)).toEqual([])
    },
  )
})
