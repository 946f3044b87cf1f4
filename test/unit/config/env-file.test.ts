import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readEnvFile } from '../../../src/config/env-file.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'newkey-env-'))
  file = join(folder, '.env')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(mode: number, path = file): void {
  writeFileSync(path, 'PORT=1\nHOST="::1"\n')
  chmodSync(path, mode)
}
const LINES = { PORT: '1', HOST: '::1' }

describe('given a file .env', () => {
  it.each([0o600, 0o400, 0o700])('when its mode is %o, then it is read, and nothing is said', (mode) => {
    write(mode)
    expect(readEnvFile(file)).toEqual({ lines: LINES, refused: [], warnings: [] })
  })

  it.each([0o644, 0o640, 0o604, 0o440])('when others can read it (%o), then that is named', (mode) => {
    write(mode)
    expect(readEnvFile(file)).toEqual({
      lines: LINES,
      refused: [],
      warnings: [expect.stringContaining('chmod 600 .env')],
    })
  })

  it.each([0o620, 0o602])('when others can change it (%o), then it is refused', (mode) => {
    write(mode)
    const { refused, warnings } = readEnvFile(file)
    expect({ refused, warnings }).toEqual({
      refused: [expect.stringContaining('chmod 600 .env')],
      warnings: [],
    })
  })

  it('when it is somebody else’s, then it is refused, unless that is root', () => {
    write(0o600)
    const me = process.getuid?.() ?? 0
    if (me === 0) chownSync(file, 12_345, 12_345)
    const owner = me === 0 ? 12_345 : me
    expect(readEnvFile(file, owner).refused).toEqual([])
    const other = owner + 1
    expect(readEnvFile(file, other).refused).toEqual([
      expect.stringMatching(
        new RegExp(`\\(uid ${owner}\\)[^:]*Run newkey as that user.*: chown ${other} .env$`),
      ),
    ])
    // Root would take the file from the service that it belongs to.
    expect(readEnvFile(file, 0).refused).toEqual([
      expect.stringMatching(new RegExp(`Run newkey as that user, such as with: sudo -u "#${owner}"$`)),
    ])
    if (me !== 0) return
    chownSync(file, 0, 0)
    expect(readEnvFile(file, 12_345).refused).toEqual([])
  })

  it('when it is a link, as mounted secrets are, then what it leads to is judged', () => {
    const target = join(folder, 'mounted')
    write(0o600, target)
    symlinkSync(target, file)
    expect(readEnvFile(file)).toEqual({ lines: LINES, refused: [], warnings: [] })
    chmodSync(target, 0o666)
    expect(readEnvFile(file).refused).toEqual([expect.stringContaining('chmod 600 .env')])
  })

  it('when files have no owner and no modes here, then nothing is said of them', () => {
    write(0o666)
    expect(readEnvFile(file, null)).toEqual({ lines: LINES, refused: [], warnings: [] })
  })

  it('when there is none, or a link to nothing, then there are no lines', () => {
    expect(readEnvFile(file)).toEqual({ lines: {}, refused: [], warnings: [] })
    symlinkSync(join(folder, 'nothing'), file)
    expect(readEnvFile(file)).toEqual({ lines: {}, refused: [], warnings: [] })
  })
})

describe('given something else by that name', () => {
  it('when it is a folder, a pipe that nobody writes to, or a device, then it is refused at once', () => {
    mkdirSync(file)
    const refused = {
      lines: {},
      refused: [expect.stringContaining(".env isn't a regular file")],
      warnings: [],
    }
    expect(readEnvFile(file)).toEqual(refused)
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(readEnvFile(pipe)).toEqual(refused)
    expect(readEnvFile('/dev/zero')).toEqual(refused)
  })

  it('when it is larger than 1 MB, then it is refused', () => {
    writeFileSync(file, `A=${'a'.repeat(1_048_576)}`, { mode: 0o600 })
    expect(readEnvFile(file).refused).toEqual([expect.stringContaining('.env is larger than 1 MB')])
    writeFileSync(file, `A=${'a'.repeat(1_048_574)}`, { mode: 0o600 })
    expect(readEnvFile(file).lines.A).toHaveLength(1_048_574)
  })
})

describe('given lines of .env', () => {
  const put = (text: string): void => writeFileSync(file, text, { mode: 0o600 })
  const TOKEN = 'xoxb-1-2-abc'

  it.each([
    [`export SLACK_BOT_TOKEN=${TOKEN}\n`],
    [`SLACK_BOT_TOKEN = ${TOKEN} \n`],
    [`\tSLACK_BOT_TOKEN=${TOKEN}`],
    [`SLACK_BOT_TOKEN=${TOKEN}\r\nPORT=1\r\n`],
    [`SLACK_BOT_TOKEN=${TOKEN}\rPORT=1\r`],
    [`SLACK_BOT_TOKEN="${TOKEN}" # from Slack\n`],
    [`SLACK_BOT_TOKEN=${TOKEN} # from Slack\n`],
    [`SLACK_BOT_TOKEN=\nSLACK_BOT_TOKEN=${TOKEN}\n`],
    [`SLACK_BOT_TOKEN=${TOKEN}\nSLACK_BOT_TOKEN=${TOKEN}\n`],
    [`# SLACK_BOT_TOKEN=other\nSLACK_BOT_TOKEN=${TOKEN}\n`],
    [`OTHER=a#b\nOTHER: c\nSLACK_BOT_TOKEN=${TOKEN}\n`],
    [`NOTE="SLACK #1"\nSLACK_BOT_TOKEN=${TOKEN}\n`],
  ])('when they are %j, then they are read as they are meant', (text) => {
    put(text)
    const { lines, refused } = readEnvFile(file)
    expect([lines.SLACK_BOT_TOKEN, refused]).toEqual([TOKEN, []])
  })

  it.each([
    [
      '\nAUDIT_CHANNEL=#audit\n',
      '.env, line 2: a # begins a comment, so AUDIT_CHANNEL would be cut off there.',
    ],
    [
      'TWILIO_API_SECRET=abc#def',
      '.env, line 1: a # begins a comment, so TWILIO_API_SECRET would be cut off',
    ],
    ['DATABASE_URL=file:./a b#c.db', '.env, line 1: a # begins a comment, so DATABASE_URL would be cut off'],
    ['setenv HOLD_REVOCATIONS 1', ".env, line 1: HOLD_REVOCATIONS isn't set like this."],
    ['set -gx HOLD_REVOCATIONS=1', ".env, line 1: HOLD_REVOCATIONS isn't set like this."],
    ['setx HOLD_REVOCATIONS 1', ".env, line 1: HOLD_REVOCATIONS isn't set like this."],
    ['- name: HOLD_REVOCATIONS\n', ".env, line 1: HOLD_REVOCATIONS isn't set like this."],
    [
      'OTHER="open\nHOLD_REVOCATIONS=1\n"',
      ".env, line 2: HOLD_REVOCATIONS isn't read, because of what stands",
    ],
    [`SLACK_BOT_TOKEN: ${TOKEN}`, '.env, line 1: SLACK_BOT_TOKEN has no = after it.'],
    [`export SLACK_BOT_TOKEN ${TOKEN}`, '.env, line 1: SLACK_BOT_TOKEN has no = after it.'],
    ['PORT=1\nslack_bot_token\n', '.env, line 2: SLACK_BOT_TOKEN has no = after it.'],
    ['PORT=1\n\nPORT=2\n', '.env sets PORT twice, in lines 1 and 3, and not to the same.'],
    ['PORT=1\nPORT=\n', '.env sets PORT twice, in lines 1 and 2, and not to the same.'],
  ])('when they are %j, then the line is named with its fix, without its value', (text, says) => {
    put(text)
    const { refused } = readEnvFile(file)
    expect(refused).toEqual([expect.stringContaining(says)])
    for (const value of [TOKEN, '#audit', 'def']) expect(refused.join()).not.toContain(value)
  })

  it('when a # belongs to a value in quotation marks, then it stays', () => {
    put('DATABASE_URL="file:./a#b.db" # here\n')
    expect(readEnvFile(file)).toMatchObject({ lines: { DATABASE_URL: 'file:./a#b.db' }, refused: [] })
  })
})

describe('given a file .env from an editor that has its own way', () => {
  const put = (text: string, encoding: 'utf8' | 'utf16le'): void =>
    writeFileSync(file, text, { encoding, mode: 0o600 })

  it('when it begins with a byte order mark, then its first line counts like the others', () => {
    put('\uFEFFPORT=1\nHOST="::1"\n', 'utf8')
    expect(readEnvFile(file)).toEqual({ lines: LINES, refused: [], warnings: [] })
  })

  it.each([
    { what: 'is in UTF-16', text: '\uFEFFPORT=1\n', encoding: 'utf16le' as const, says: '.env is in UTF-16' },
    {
      what: 'is in UTF-16 without a mark',
      text: 'PORT=1\n',
      encoding: 'utf16le' as const,
      says: 'NUL bytes',
    },
    { what: 'holds NUL bytes', text: 'PORT=1\0\n', encoding: 'utf8' as const, says: 'NUL bytes' },
  ])('when it $what, then it is refused, and what it is gets said', ({ text, encoding, says }) => {
    put(text, encoding)
    expect(readEnvFile(file)).toEqual({ lines: {}, refused: [expect.stringContaining(says)], warnings: [] })
    expect(readEnvFile(file).refused[0]).toContain('Save it as UTF-8')
  })
})
