import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { KNOWN_SETTINGS } from '../../../src/config/known-settings.ts'
import { checkNames } from '../../../src/config/setting-names.ts'

const NOTHING = { refused: [], warnings: [] }

describe('given the settings that newkey knows', () => {
  it('then they are those of .env.example', () => {
    const example = [...readFileSync('.env.example', 'utf8').matchAll(/^(?:# )?([A-Z_]{4,})=/gm)]
    expect([...KNOWN_SETTINGS].sort()).toEqual(example.map(([, name = '']) => name).sort())
  })

  it('then none of them is said to be wrong', () => {
    expect(checkNames(Object.fromEntries([...KNOWN_SETTINGS].map((name) => [name, 'x'])))).toEqual(NOTHING)
  })
})

describe('given what machines behind a proxy have in their environment', () => {
  it.each(['https_proxy', 'http_proxy', 'no_proxy', 'ftp_proxy', 'FTP_PROXY', 'all_proxy', 'ALL_PROXY'])(
    'when %s is set, then nobody calls it misspelt, in .env neither',
    (name) => {
      expect(checkNames({ [name]: 'http://proxy:3128' })).toEqual(NOTHING)
      expect(checkNames({ [name]: 'http://proxy:3128' }, new Set([name]))).toEqual(NOTHING)
    },
  )

  it('when a spelling is one that nobody reads, then the right one is named', () => {
    expect(checkNames({ Https_Proxy: 'http://proxy:3128' }).refused).toEqual([
      "Https_Proxy isn't a setting. Write HTTPS_PROXY instead.",
    ])
  })
})

describe('given a name that is almost a setting’s', () => {
  it.each([
    ['MAX_LIVE_KEY_PER_PERSON', 'MAX_LIVE_KEYS_PER_PERSON'],
    ['MAX_ISSUE_PER_HOUR', 'MAX_ISSUES_PER_HOUR'],
    ['SLACK_BOT_TOKN', 'SLACK_BOT_TOKEN'],
    ['SLAKC_BOT_TOKEN', 'SLACK_BOT_TOKEN'],
    ['SLACK_SIGNING_SECERT', 'SLACK_SIGNING_SECRET'],
    ['SLACK_SIGNIN_SECRETS', 'SLACK_SIGNING_SECRET'],
    ['SLACK_BOT_TOKEN_FLIE', 'SLACK_BOT_TOKEN_FILE'],
    ['TWILIO_ACOUNT_SID', 'TWILIO_ACCOUNT_SID'],
    ['TWILIO_AUTHTOKEN', 'TWILIO_AUTH_TOKEN'],
    ['APPROVED_USER_GROUP', 'APPROVED_USER_GROUPS'],
    ['APROVED_USER_GROUPS', 'APPROVED_USER_GROUPS'],
    ['APPROVER_USER_GROUP', 'APPROVER_USER_GROUPS'],
    ['HOLD_REVOCATION', 'HOLD_REVOCATIONS'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['REFUSALS_KEEP', 'REFUSALS_KEPT'],
    ['KEY_TLL', 'KEY_TTL'],
    ['LOGLEVEL', undefined],
    ['LOG_LEVEl', 'LOG_LEVEL'],
    ['slack_bot_token', 'SLACK_BOT_TOKEN'],
    ['Slack-Bot-Token', 'SLACK_BOT_TOKEN'],
    ['SLACK_BOT_TOKEN ', 'SLACK_BOT_TOKEN'],
    [' SLACK_BOT_TOKEN', 'SLACK_BOT_TOKEN'],
    ['\uFEFFSLACK_BOT_TOKEN', 'SLACK_BOT_TOKEN'],
    ['export SLACK_BOT_TOKEN', 'SLACK_BOT_TOKEN'],
    ['"SLACK_BOT_TOKEN"', 'SLACK_BOT_TOKEN'],
  ])('when %j is set, then %s is named', (name, meant) => {
    const { refused, warnings } = checkNames({ [name]: 'the value' })
    expect([refused, warnings]).toEqual([
      meant === undefined
        ? []
        : [expect.stringMatching(new RegExp(` isn't a setting\\. Write ${meant} instead\\.$`))],
      [],
    ])
    expect(refused.join()).not.toContain('the value')
  })

  it('when it is the file of something that isn’t a credential, then the setting itself is named', () => {
    expect(checkNames({ DATABASE_URL_FILE: '/run/secrets/url' }).refused).toEqual([
      "DATABASE_URL_FILE isn't a setting, since only credentials are read from files. Set DATABASE_URL.",
    ])
  })

  it('when a short one stands in .env in lower case, then it is named; in the environment it is somebody else’s', () => {
    expect(checkNames({ port: '1' }, new Set(['port'])).refused).toEqual([
      "port isn't a setting. Write PORT instead.",
    ])
    expect(checkNames({ port: '1', HOSTS: 'x', HOME: '/root', Host: 'x' })).toEqual(NOTHING)
  })

  it('when it is empty, then nothing is said', () => {
    expect(checkNames({ SLACK_BOT_TOKN: ' ' })).toEqual(NOTHING)
  })

  it('when the name holds what may be a credential, then it isn’t repeated', () => {
    const said = checkNames({ 'SLACK_BOT_TOKEN: xoxb-1-2-abc': 'x' })
    expect([...said.refused, ...said.warnings]).toHaveLength(1)
    expect(JSON.stringify(said)).not.toContain('xoxb')
  })
})

describe('given a name that begins like newkey’s settings and isn’t near any', () => {
  it.each([
    ['SLACK_CHANNEL', /^SLACK_CHANNEL isn't a setting of newkey, and is ignored\./],
    ['TWILIO_API_KEY_SECRET', /The nearest setting is TWILIO_API_SECRET/],
    ['MAX_KEYS_PER_PERSON', /The nearest setting is MAX_LIVE_KEYS_PER_PERSON\.$/],
    ['NEWKEY_LOG_LEVEL', /The nearest setting is LOG_LEVEL\.$/],
    ['SLACK_API_TOKEN', /ignored/],
    ['DATABASE_URL_REPLICA', /ignored/],
  ])('when %s is set, then that is a warning', (name, says) => {
    expect(checkNames({ [name]: 'x' })).toEqual({ refused: [], warnings: [expect.stringMatching(says)] })
  })

  it.each([
    'PATH',
    'SLACK_PORT_3000_TCP_ADDR',
    'SLACK_SERVICE_HOST',
    'KEYBOARD',
    'MAXIMUM',
    'npm_config_loglevel',
  ])('when %s is set, then nothing is said', (name) => expect(checkNames({ [name]: 'x' })).toEqual(NOTHING))
})
