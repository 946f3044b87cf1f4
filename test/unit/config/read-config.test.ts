import { describe, expect, it } from '@jest/globals'
import type { Config } from '../../../src/config/config.ts'
import { NOT_BUILT } from '../../../src/config/not-built.ts'
import { readConfig } from '../../../src/config/read-config.ts'
import { createSettings } from '../../../src/config/settings.ts'
import { doubtSigningSecret } from '../../../src/config/slack.ts'

const ACCOUNT = `AC${'a'.repeat(32)}`
const MAIN_KEY = `SK${'b'.repeat(32)}`
const WORKS = {
  SLACK_BOT_TOKEN: 'xoxb-1-2-abc',
  SLACK_SIGNING_SECRET: 'a1b2c3d4e5f6',
  TWILIO_ACCOUNT_SID: ACCOUNT,
  TWILIO_AUTH_TOKEN: 'the-auth-token',
  APPROVED_USER_GROUPS: 'S0PLATFORM',
}

function config(env: Readonly<Record<string, string | undefined>> = {}): Config {
  const result = readConfig({ ...WORKS, ...env })
  if (result.kind === 'invalid') throw new Error(result.problems.join('\n'))
  return result.config
}
function problems(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const result = readConfig({ ...WORKS, ...env })
  return result.kind === 'invalid' ? result.problems : []
}

describe('given the settings that have to be there', () => {
  it('then the others have their defaults', () => {
    const { slack, transport, twilio, ...rest } = config()
    expect(rest).toEqual({
      policy: {
        groups: ['S0PLATFORM'],
        limits: { issuesPerHour: 5, liveKeys: 10 },
        refusalsKept: 90 * 86_400_000,
        holdRevocations: false,
        auditChannel: undefined,
      },
      database: { kind: 'sqlite', file: './data/newkey.db' },
      listening: { port: 3000, host: undefined },
      logLevel: 'info',
    })
    expect(slack.apiUrl).toBe('https://slack.com/api/')
    expect(slack.token.reveal()).toBe('xoxb-1-2-abc')
    expect(transport.kind).toBe('http')
    expect(twilio).toMatchObject({
      url: 'https://api.twilio.com',
      account: ACCOUNT,
      region: 'us1',
      user: ACCOUNT,
    })
    expect(twilio.password.reveal()).toBe('the-auth-token')
  })

  it('then printing them shows no credential', () => {
    const printed = JSON.stringify(config({ SLACK_APP_TOKEN: 'xapp-1-A-2-c' }))
    for (const credential of ['xoxb-1-2-abc', 'xapp-1-A-2-c', 'the-auth-token'])
      expect(printed.includes(credential)).toBe(false)
  })

  it('when there is an app token, then Slack is connected to, and only this machine can reach newkey', () => {
    const { transport, listening } = config({
      SLACK_APP_TOKEN: 'xapp-1-A-2-c',
      SLACK_SIGNING_SECRET: undefined,
    })
    expect([transport.kind, listening.host]).toEqual(['socket', '127.0.0.1'])
  })

  it('when there is a Main key instead of the auth token, then it signs in', () => {
    const { twilio } = config({
      TWILIO_AUTH_TOKEN: undefined,
      TWILIO_API_KEY: MAIN_KEY,
      TWILIO_API_SECRET: 'its-secret',
    })
    expect([twilio.user, twilio.password.reveal()]).toEqual([MAIN_KEY, 'its-secret'])
  })

  it('when there are a region and an edge, then they build the host', () => {
    const { twilio } = config({ TWILIO_REGION: 'ie1', TWILIO_EDGE: 'dublin' })
    expect([twilio.url, twilio.region]).toEqual(['https://api.dublin.ie1.twilio.com', 'ie1'])
  })

  it.each(['http://127.0.0.1:4010', 'http://localhost:4010/', 'http://[::1]:4010', 'https://twilio.example'])(
    'when Twilio’s address is %s, then that is used',
    (url) => expect(config({ TWILIO_API_URL: url }).twilio.url).toBe(url.replace(/\/$/, '')),
  )

  it('when Slack’s address has no slash at the end, then it gets one', () => {
    expect(config({ SLACK_API_URL: 'http://127.0.0.1:4011/api' }).slack.apiUrl).toBe(
      'http://127.0.0.1:4011/api/',
    )
  })

  it.each([
    { url: 'file:./data/newkey.db', file: './data/newkey.db' },
    { url: 'file:/var/lib/newkey/newkey.db', file: '/var/lib/newkey/newkey.db' },
    { url: 'file:///var/lib/newkey/new%20key.db', file: '/var/lib/newkey/new key.db' },
  ])('when the database is $url, then its file is $file', ({ url, file }) => {
    expect(config({ DATABASE_URL: url }).database).toEqual({ kind: 'sqlite', file })
  })

  it('when a group stands twice and with blanks, then it counts once', () => {
    expect(config({ APPROVED_USER_GROUPS: ' S0PLATFORM, S0PAYMENTS ,S0PLATFORM,' }).policy.groups).toEqual([
      'S0PLATFORM',
      'S0PAYMENTS',
    ])
  })
})

describe('given quotation marks, blanks and marks around every setting', () => {
  const ALL = {
    ...WORKS,
    SLACK_API_URL: 'https://slack.example/api/',
    TWILIO_API_URL: 'https://twilio.example',
    TWILIO_REGION: 'ie1',
    TWILIO_EDGE: 'dublin',
    MAX_ISSUES_PER_HOUR: '3',
    MAX_LIVE_KEYS_PER_PERSON: '4',
    REFUSALS_KEPT: '30d',
    HOLD_REVOCATIONS: '1',
    AUDIT_CHANNEL: 'C0AUDIT000',
    DATABASE_URL: 'file:./a.db',
    PORT: '4000',
    HOST: '::1',
    LOG_LEVEL: 'warn',
  }
  const shown = (env: Readonly<Record<string, string>>): unknown => {
    const { slack, transport, twilio, ...rest } = config(env)
    const secrets = transport.kind === 'http' ? transport.signingSecrets : [transport.appToken]
    const revealed = [slack.token, twilio.password, ...secrets].map((secret) => secret.reveal())
    return { ...rest, revealed, slack: slack.apiUrl, twilio: [twilio.url, twilio.account, twilio.region] }
  }

  it.each([
    ['double quotes', (value: string) => `"${value}"`],
    ['single quotes', (value: string) => `'${value}'`],
    ['curved quotes', (value: string) => `“${value}”`],
    ['blanks', (value: string) => ` ${value}\t`],
    ['a carriage return', (value: string) => `${value}\r`],
    ['a byte order mark', (value: string) => `\uFEFF${value}`],
    ['a no-break space', (value: string) => `${value}\u00A0`],
    ['a zero-width space', (value: string) => `\u200B${value}\u200B`],
  ])('when it is %s, then each is read as if that weren’t there', (_, around) => {
    const odd = Object.fromEntries(Object.entries(ALL).map(([name, value]) => [name, around(value)]))
    expect(shown(odd)).toEqual(shown(ALL))
  })

  it.each(Object.keys(ALL))(
    'when a mark at one end of %s is missing, then that is the one problem',
    (name) => {
      const value = Object.entries(ALL).find(([one]) => one === name)?.[1] ?? ''
      const inside = value.length > 1 ? [`${value.slice(0, 1)}\u200B${value.slice(1)}`] : []
      for (const odd of [...inside, `"${value}`, `${value}'`, `${value}\nX=1`]) {
        const said = problems({ ...ALL, [name]: odd })
        expect(said).toEqual([expect.stringMatching(new RegExp(`^${name} has an? `))])
        expect(said.join()).not.toContain(value.length > 4 ? value : '\0')
      }
    },
  )

  it.each([
    'SLACK_BOT_TOKEN',
    'SLACK_SIGNING_SECRET',
    'TWILIO_ACCOUNT_SID',
    'TWILIO_AUTH_TOKEN',
    'APPROVED_USER_GROUPS',
    'AUDIT_CHANNEL',
    'PORT',
    'LOG_LEVEL',
  ])('when a comment came with %s, then that is refused', (name) => {
    const value = Object.entries(ALL).find(([one]) => one === name)?.[1] ?? ''
    expect(problems({ ...ALL, [name]: `${value} # comment` })).toEqual([expect.stringContaining(name)])
  })

  it.each([
    { SLACK_BOT_TOKEN: 'xoxb-…' },
    { SLACK_BOT_TOKEN: 'xoxb-"1"' },
    { SLACK_APP_TOKEN: 'xapp-1;' },
    { SLACK_SIGNING_SECRET: 'xoxb-1-2-abc' },
    { TWILIO_AUTH_TOKEN: 'two words' },
  ])('when a credential is %j, then it is refused', (env) => {
    expect(problems(env)).toEqual([expect.stringContaining('should look like')])
  })
})

describe('given two signing secrets, while one is replaced', () => {
  const [NEW, OLD] = ['a'.repeat(32), 'b'.repeat(32)]
  const read = (list: string): unknown => {
    const { transport } = config({ SLACK_SIGNING_SECRET: list })
    return transport.kind === 'http' && transport.signingSecrets.map((secret) => secret.reveal())
  }

  it.each([`${NEW},${OLD}`, ` ${NEW} , ${OLD} `, `"${NEW},${OLD}"`, `"${NEW}","${OLD}"`, `${NEW},${OLD},`])(
    'when they are %s, then both count',
    (list) => expect(read(list)).toEqual([NEW, OLD]),
  )

  it.each([NEW, `${NEW},`, `${NEW},${NEW}`, `,${NEW}`])('when they are %s, then there is one', (list) => {
    expect(read(list)).toEqual([NEW])
  })

  it('when there are three, then they are refused, without being repeated', () => {
    const said = problems({ SLACK_SIGNING_SECRET: `${NEW},${OLD},${'c'.repeat(32)}` })
    expect(said).toEqual([expect.stringMatching(/^SLACK_SIGNING_SECRET can have at most 2 secrets/)])
    expect(said.join()).not.toContain(NEW)
  })

  it.each([
    [{ SLACK_SIGNING_SECRET: `${NEW},${OLD}` }, 0],
    [{ SLACK_SIGNING_SECRET: NEW.slice(1) }, 1],
    [{ SLACK_SIGNING_SECRET: `${NEW},${OLD.toUpperCase()}` }, 1],
    [{ SLACK_SIGNING_SECRET: 'odd-secret', SLACK_APP_TOKEN: 'xapp-1' }, 0],
    [{}, 0],
  ])('when the settings are %j, then %i warnings say that one isn’t like Slack’s', (env, count) => {
    expect(doubtSigningSecret(createSettings(env))).toHaveLength(count)
  })
})

describe('given where to listen', () => {
  it.each([undefined, '', ' ', '""'])(
    'when HOST is %j, then it is every address, or this machine in Socket Mode',
    (HOST) => {
      expect(config({ HOST }).listening.host).toBeUndefined()
      expect(config({ HOST, SLACK_APP_TOKEN: 'xapp-1' }).listening.host).toBe('127.0.0.1')
    },
  )
})

describe('given an app token and nothing else', () => {
  it('then nobody asks for a signing secret', () => {
    const result = readConfig({ SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: '' })
    expect(JSON.stringify(result)).not.toContain('SLACK_SIGNING_SECRET')
    expect(result).toMatchObject({ problems: { length: 4 } })
  })
})

describe('given no settings at all', () => {
  it('then every problem is named at once', () => {
    const result = readConfig({})
    expect(result).toMatchObject({
      kind: 'invalid',
      problems: [
        expect.stringMatching(/^SLACK_BOT_TOKEN is missing/),
        expect.stringMatching(/^SLACK_SIGNING_SECRET is missing.*SLACK_APP_TOKEN/),
        expect.stringMatching(/^TWILIO_ACCOUNT_SID must be/),
        expect.stringMatching(/^Set either TWILIO_AUTH_TOKEN/),
        expect.stringMatching(/^APPROVED_USER_GROUPS is missing/),
      ],
    })
  })
})

describe('given a wrong setting of every topic', () => {
  it('then each is named, in the order of .env.example', () => {
    const said = problems({
      SLACK_BOT_TOKEN: 'xapp-1',
      SLACK_APP_TOKEN: 'xoxb-1',
      TWILIO_ACCOUNT_SID: 'AC1',
      APPROVED_USER_GROUPS: 'platform',
      MAX_ISSUES_PER_HOUR: '0',
      REFUSALS_KEPT: 'long',
      HOLD_REVOCATIONS: 'yes',
      AUDIT_CHANNEL: '#audit',
      DATABASE_URL: 'newkey.db',
      PORT: '65536',
      LOG_LEVEL: 'loud',
      KEY_TTL: '90d',
    })
    expect(said.map((problem) => problem.split(/[ :]/)[0])).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'TWILIO_ACCOUNT_SID',
      'APPROVED_USER_GROUPS',
      'MAX_ISSUES_PER_HOUR',
      'REFUSALS_KEPT',
      'HOLD_REVOCATIONS',
      'AUDIT_CHANNEL',
      'DATABASE_URL',
      'PORT',
      'LOG_LEVEL',
      'KEY_TTL',
    ])
  })
})

describe('given a setting that isn’t built yet', () => {
  // Written out once more: a name that is dropped from the list by mistake would be ignored in silence.
  const promised = [
    'APPROVER_USER_GROUPS',
    'APPROVAL_CHANNEL',
    'APPROVAL_TTL',
    'BREAK_GLASS_USER_GROUPS',
    'UNCONFIRMED_REVOKE_AFTER',
    'KEY_TTL',
    'ROTATE_GRACE',
    'ROTATE_NEEDS_APPROVAL',
    'REQUIRE_REASON',
    'NAME_PATTERN',
    'SLACK_COMMAND',
    'TWILIO_IAM_URL',
  ]

  it('then all of them are known', () => expect(NOT_BUILT).toEqual(promised))

  it.each(promised)('when %s is set, then newkey doesn’t start, and says so', (name) => {
    expect(problems({ [name]: '0' })).toEqual([
      `${name} isn't built yet. Unset it, so that nobody relies on it.`,
    ])
  })

  it.each(promised)('when %s is empty, then it counts as unset', (name) => {
    expect(problems({ [name]: ' ' })).toEqual([])
  })
})

describe('given one wrong setting', () => {
  it.each([
    [{ SLACK_BOT_TOKEN: 'xapp-not-a-bot' }, 'SLACK_BOT_TOKEN should look like xoxb-…'],
    [{ SLACK_APP_TOKEN: 'xoxb-not-an-app' }, 'SLACK_APP_TOKEN should look like xapp-…'],
    [{ SLACK_SIGNING_SECRET: 'two words' }, 'SLACK_SIGNING_SECRET should look like'],
    [{ SLACK_SIGNING_SECRET: '  ' }, 'SLACK_SIGNING_SECRET is missing'],
    [{ SLACK_API_URL: 'http://slack.example/api/' }, 'SLACK_API_URL must be an https address'],
    [{ SLACK_API_URL: 'slack.com' }, 'SLACK_API_URL must be an https address'],
    [{ TWILIO_API_URL: 'http://127.0.0.1.example.com' }, 'TWILIO_API_URL must be an https address'],
    [{ TWILIO_API_URL: 'https://user:word@twilio.example' }, 'TWILIO_API_URL must be an address without'],
    [{ TWILIO_ACCOUNT_SID: 'AC12' }, 'TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits'],
    [{ TWILIO_AUTH_TOKEN: undefined }, 'Set either TWILIO_AUTH_TOKEN'],
    [{ TWILIO_API_KEY: MAIN_KEY, TWILIO_API_SECRET: 'both' }, 'Set either TWILIO_AUTH_TOKEN'],
    [{ TWILIO_AUTH_TOKEN: undefined, TWILIO_API_KEY: MAIN_KEY }, 'belong together'],
    [{ TWILIO_AUTH_TOKEN: undefined, TWILIO_API_KEY: 'SK1', TWILIO_API_SECRET: 'x' }, 'belong together'],
    [{ TWILIO_REGION: 'ie1' }, 'TWILIO_REGION and TWILIO_EDGE belong together'],
    [{ TWILIO_EDGE: 'dublin' }, 'TWILIO_REGION and TWILIO_EDGE belong together'],
    [{ TWILIO_REGION: 'ie1', TWILIO_EDGE: 'evil.example/' }, 'TWILIO_EDGE must be a name such as dublin'],
    [{ APPROVED_USER_GROUPS: 'platform' }, 'a list of user group ids (S…)'],
    [
      { APPROVED_USER_GROUPS: Array.from({ length: 9 }, (_, n) => `S0GROUP${n}`).join() },
      'APPROVED_USER_GROUPS can have at most 8 groups',
    ],
    [{ MAX_ISSUES_PER_HOUR: '0' }, 'MAX_ISSUES_PER_HOUR must be a whole number from 1'],
    [{ MAX_LIVE_KEYS_PER_PERSON: 'ten' }, 'MAX_LIVE_KEYS_PER_PERSON must be a whole number'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of trace, debug, info'],
    [{ DATABASE_URL: 'newkey.db' }, 'DATABASE_URL must name a file'],
    [{ DATABASE_URL: 'file://data/newkey.db' }, 'DATABASE_URL must name a file'],
    [{ DATABASE_URL: 'file:///a%2fb' }, 'DATABASE_URL must name a file'],
    [{ DATABASE_URL: 'postgres://db/newkey' }, "Postgres isn't built yet"],
    [{ AUDIT_CHANNEL: '#audit' }, 'AUDIT_CHANNEL must be the id of a channel'],
    ...['90', '1.5d', '90 days', '-1d', '59m', '3651d', '1h 30m', 'd'].map(
      (time): [Record<string, string>, string] => [
        { REFUSALS_KEPT: time },
        'REFUSALS_KEPT must be a number with m, h or d, such as 90d, from 1h to 3650d',
      ],
    ),
    [{ HOLD_REVOCATIONS: 'yes' }, 'HOLD_REVOCATIONS must be 1 or 0'],
  ])('when the settings hold %p, then the one problem is "%s"', (env, problem) => {
    expect(problems(env)).toEqual([expect.stringContaining(problem)])
  })

  it.each([
    ['60m', 3_600_000],
    ['24h', 86_400_000],
    ['3650d', 315_360_000_000],
  ])('when refusals are kept for %s, then that is so many ms', (time, ms) => {
    expect(config({ REFUSALS_KEPT: time }).policy.refusalsKept).toBe(ms)
  })

  it('when a group is named by its handle, then it is refused, and the handle kept to look its id up', () => {
    const result = readConfig({ ...WORKS, APPROVED_USER_GROUPS: 'S0PLATFORM,@payments' })
    expect(result).toEqual({ kind: 'invalid', problems: [], handles: ['@payments'] })
  })

  it('when several of Twilio’s are wrong, then each is named', () => {
    expect(
      problems({ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_API_KEY: 'SK1', TWILIO_REGION: 'ie1' }).map(
        (problem) => problem.split(' ')[0],
      ),
    ).toEqual(['TWILIO_REGION', 'TWILIO_ACCOUNT_SID', 'Set', 'TWILIO_API_KEY'])
  })

  it('when a problem gives an example, then the example is no problem', () => {
    const [problem = ''] = problems({ REFUSALS_KEPT: 'long' })
    const examples = [...(/such as ([^.]+?), from/.exec(problem)?.[1]?.matchAll(/\d+[mhd]/g) ?? [])]
    expect(examples.length).toBeGreaterThan(0)
    for (const [example] of examples) expect(problems({ REFUSALS_KEPT: example })).toEqual([])
  })

  it('then no problem repeats what may be a credential', () => {
    const wrong = 'pasted-into-the-wrong-line'
    const names = [
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_API_KEY',
      'TWILIO_API_URL',
    ]
    const more = [
      'SLACK_API_URL',
      'APPROVED_USER_GROUPS',
      'DATABASE_URL',
      'LOG_LEVEL',
      'PORT',
      'TWILIO_REGION',
    ]
    const said = problems(Object.fromEntries([...names, ...more].map((name) => [name, wrong])))
    expect(said.length).toBeGreaterThan(8)
    expect(said.join('\n')).not.toContain(wrong)
  })
})

describe('given an address to listen on', () => {
  it.each([
    ['[::1]', '::1'],
    ['[::]', '::'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['0.0.0.0', '0.0.0.0'],
    ['fly-global-services', 'fly-global-services'],
    ['bot.example.com', 'bot.example.com'],
  ])('when HOST is %s, then newkey listens on %s', (HOST, host) => {
    expect(config({ HOST }).listening.host).toBe(host)
  })

  it.each(['http://0.0.0.0', '0.0.0.0:3000', '[::]:3000', '*', '10.0.0', '0.0.0.0/0', 'a b'])(
    'when HOST is %s, then it stands in the one list with its fix',
    (HOST) => {
      const [first, ...more] = problems({ ...WORKS, HOST, PORT: 'x' })
      expect([first, ...more].filter((line) => line?.startsWith('HOST must be an IP address'))).toHaveLength(
        1,
      )
      expect([first, ...more].filter((line) => line?.startsWith('PORT'))).toHaveLength(1)
    },
  )
})
