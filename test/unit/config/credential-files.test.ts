import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readCredentialFiles } from '../../../src/config/credential-files.ts'
import { readConfig } from '../../../src/config/read-config.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'newkey-credential-'))
  path = join(folder, 'slack')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(content: string | Buffer, mode = 0o600): void {
  writeFileSync(path, content)
  chmodSync(path, mode)
}

describe('given a credential in a file', () => {
  it.each(['xoxb-1', 'xoxb-1\n', 'xoxb-1\r\n', '\uFEFFxoxb-1\n', '  xoxb-1 \n\n'])(
    'when it is %j, then it is read',
    (text) => {
      put(text)
      expect(readCredentialFiles({ SLACK_BOT_TOKEN_FILE: path })).toEqual({
        env: { SLACK_BOT_TOKEN: 'xoxb-1' },
        refused: [],
        warnings: [],
      })
    },
  )

  it.each([
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_API_KEY',
    'TWILIO_API_SECRET',
  ])('then %s may be that credential', (name) => {
    put('the-credential\n')
    expect(readCredentialFiles({ [`${name}_FILE`]: path }).env).toEqual({ [name]: 'the-credential' })
  })

  it('when the path is in quotation marks, or a link, then it leads to the file', () => {
    put('xoxb-1')
    const link = join(folder, 'link')
    symlinkSync(path, link)
    expect(readCredentialFiles({ SLACK_BOT_TOKEN_FILE: `"${link}"` }).env).toEqual({
      SLACK_BOT_TOKEN: 'xoxb-1',
    })
  })

  it('when the setting is empty, then it counts as unset', () => {
    const env = { SLACK_BOT_TOKEN_FILE: '', SLACK_BOT_TOKEN: 'xoxb-1' }
    expect(readCredentialFiles(env)).toEqual({ env, refused: [], warnings: [] })
  })

  it('when the credential is set as well, then both are named', () => {
    put('xoxb-1')
    expect(readCredentialFiles({ SLACK_BOT_TOKEN: 'xoxb-2', SLACK_BOT_TOKEN_FILE: path }).refused).toEqual([
      'SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set. Set only one of them.',
    ])
  })

  it.each([0o644, 0o604, 0o606])('when every user can get at it (%o), then that is a warning', (mode) => {
    put('xoxb-1', mode)
    expect(readCredentialFiles({ SLACK_BOT_TOKEN_FILE: path })).toMatchObject({
      env: { SLACK_BOT_TOKEN: 'xoxb-1' },
      refused: [],
      warnings: [expect.stringContaining(`chmod o= ${path}`)],
    })
  })
})

describe('given a file that can’t be used', () => {
  it.each([
    { what: 'is missing', make: () => undefined, says: "doesn't exist" },
    { what: 'is empty', make: () => put('\n'), says: 'is empty' },
    { what: 'is a folder', make: () => mkdirSync(path), says: "isn't a regular file" },
    {
      what: 'is a pipe that nobody writes to',
      make: () => execFileSync('mkfifo', [path]),
      says: "isn't a regular file",
    },
    { what: 'leads to a device', make: () => symlinkSync('/dev/zero', path), says: "isn't a regular file" },
    { what: 'is too large', make: () => put('x'.repeat(16_385)), says: 'is larger than 16 KB' },
    { what: 'is in UTF-16', make: () => put(Buffer.from('\uFEFFxoxb-1', 'utf16le')), says: "isn't UTF-8" },
    { what: 'holds NUL', make: () => put('xoxb\0-1'), says: "isn't UTF-8" },
    { what: 'has several lines', make: () => put('xoxb-1\nxoxb-2'), says: 'has several lines' },
  ])(
    'when it $what, then its path and the fix are named, and the credential isn’t called missing',
    ({ make, says }) => {
      make()
      const { env, refused } = readCredentialFiles({ SLACK_BOT_TOKEN_FILE: path })
      expect(refused).toEqual([expect.stringMatching(/^SLACK_BOT_TOKEN_FILE: .*\. [A-Z].*\.$/)])
      expect(refused[0]).toContain(`${path} ${says}`)
      expect(refused[0]).not.toContain('xoxb')
      const result = readConfig(env)
      expect(result).toMatchObject({ kind: 'invalid' })
      expect(JSON.stringify(result)).not.toContain('SLACK_BOT_TOKEN')
    },
  )

  it('when the credential stands in place of the path, then it isn’t repeated', () => {
    const token = `xoxb-${'1'.repeat(24)}`
    const { refused } = readCredentialFiles({ SLACK_BOT_TOKEN_FILE: token })
    expect(refused).toHaveLength(1)
    expect(refused.join()).not.toContain(token)
  })

  it('when it is Twilio’s, then nobody asks for the credential once more', () => {
    const { env } = readCredentialFiles({ TWILIO_AUTH_TOKEN_FILE: path, SLACK_APP_TOKEN_FILE: path })
    const said = JSON.stringify(readConfig(env))
    expect(said).not.toContain('TWILIO_AUTH_TOKEN')
    expect(said).not.toContain('SIGNING_SECRET')
  })
})
