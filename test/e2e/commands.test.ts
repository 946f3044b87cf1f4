import { spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import { itNeeds } from '../needs.ts'
import { openProcessStage, type ProcessStage, whereTyped } from './bot-process.ts'
import { withoutRights } from './without-rights.ts'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

let stage: ProcessStage
beforeEach(async () => {
  stage = await openProcessStage()
})
afterEach(() => stage.stop())

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}
const newkey = (...args: string[]): Promise<Ended> => run(process.execPath, [CLI, ...args])
/** The same for a user without rights of its own. */
const withoutAny = (...args: string[]): Promise<Ended> =>
  run(...withoutRights(process.execPath, [CLI, ...args]))

async function run(command: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(command, args, { cwd: stage.folder, env: stage.env })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, out, err })))
}
const file = (): string => join(stage.folder, 'data', 'newkey.db')
const checkpoint = (out: string): string => /(?:^| )(\d+:[0-9a-f]{64})$/m.exec(out)?.[1] ?? ''

async function deliver(): Promise<void> {
  const bot = await stage.start()
  await stage.send(bot, stage.slack.command(ADA, 'payments-svc', undefined, '/newkey'))
  await stage.sees(ADA, whereTyped)
  await bot.stop()
}

describe('given a log with a delivered key', () => {
  it('when it is verified, exported and copied, then each says what is there', async () => {
    await deliver()
    const verified = await newkey('audit', 'verify')
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('5 records') })
    const since = checkpoint(verified.out)
    expect(await newkey('audit', 'verify', '--since', since)).toMatchObject({ code: 0 })

    const lines = (await newkey('audit', 'export')).out.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).event)).toEqual([
      ...['received', 'authorized', 'intent', 'created', 'delivered'],
    ])
    expect((await newkey('audit', 'export', '--csv')).out.split('\r\n')[0]).toMatch(/^v,seq,at,event,/)

    const copy = join(stage.folder, 'copy.db')
    expect(await newkey('audit', 'backup', copy)).toMatchObject({ code: 0 })
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    expect(await newkey('audit', 'backup', copy)).toMatchObject({
      code: 1,
      err: expect.stringContaining('already exists'),
    })
    stage.env.DATABASE_URL = `file:${copy}`
    expect(await newkey('audit', 'verify', '--since', since)).toMatchObject({ code: 0 })
    // A bare copy has no file beside it that says where its log ended.
    expect((await newkey('status')).out).toMatch(
      /^The database is older than it was[\s\S]*Nothing is pending.\n$/,
    )
    const secret = [...stage.twilio.keys.values()][0]?.secret ?? 'no key'
    expect(readFileSync(copy, 'latin1').includes(secret)).toBe(false)
  }, 60_000)

  it('when a row was changed behind the triggers’ back, then its number is named, and the code is 1', async () => {
    await deliver()
    const db = new DatabaseSync(file())
    db.exec(`drop trigger audit_keeps_bytes; update audit set name = 'other' where seq = 3`)
    db.close()
    const { code, out } = await newkey('audit', 'verify')
    expect({ code, out }).toEqual({
      code: 1,
      out: 'The audit log isn’t intact. The first record with a problem is 3: its columns don’t match its bytes.\n',
    })
    expect(await newkey('reconcile')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^newkey reconcile: the audit log is not as newkey wrote it\.\n$/m),
    })
  })

  it('when an old copy is put back, then the checkpoint shows it, until the loss is declared', async () => {
    await deliver()
    const since = `9:${'a'.repeat(64)}`
    expect(await newkey('audit', 'verify', '--since', since)).toMatchObject({
      code: 1,
      out: expect.stringContaining('6: the log ends before it'),
    })
    const adopted = await newkey('audit', 'adopt', since, 'the disk broke')
    expect(adopted.code).toBe(0)
    expect(await newkey('audit', 'verify', '--since', since)).toMatchObject({
      code: 1,
      out: expect.stringContaining('Record 6 declares it missing, but that proves nothing by itself'),
    })
    const [declaration = ''] = (await newkey('audit', 'export')).out.trimEnd().split('\n').slice(-1)
    expect(JSON.parse(declaration)).toMatchObject({
      event: 'adopted',
      reason: 'the disk broke',
      details: { missing: since },
    })
    const kept = checkpoint(adopted.out)
    expect(await newkey('audit', 'verify', '--since', since, '--adopted', kept)).toMatchObject({
      code: 0,
      out: expect.stringContaining('It was declared missing after a restore'),
    })
    expect(await newkey('audit', 'adopt', kept, 'by mistake')).toMatchObject({
      code: 2,
      err: expect.stringContaining('this checkpoint is in the log'),
    })
    // Six processes start here, one after the other: half a second each where nothing else runs.
  }, 60_000)
})

describe('given a log with several checkpoints that were kept elsewhere', () => {
  it('when it is verified against them, then every one must be in it, and the first that isn’t is named', async () => {
    await deliver()
    const since = checkpoint((await newkey('audit', 'verify')).out)
    const [lost, other] = [`9:${'a'.repeat(64)}`, `8:${'b'.repeat(64)}`]
    const both = await newkey('audit', 'verify', '--since', since, '--since', lost, '--since', other)
    expect(both).toMatchObject({
      code: 1,
      out: expect.stringContaining(`The checkpoint ${lost} isn’t in it.`),
    })
    const kept: string[] = []
    for (const one of [lost, other]) kept.push(checkpoint((await newkey('audit', 'adopt', one, 'lost')).out))
    const sinces = [since, lost, other].flatMap((one) => ['--since', one])
    expect(await newkey('audit', 'verify', ...sinces, '--adopted', kept[0] ?? '')).toMatchObject({
      code: 1,
      out: expect.stringContaining(`The checkpoint ${other} isn’t in the log.`),
    })
    const adopted = kept.flatMap((one) => ['--adopted', one])
    expect(await newkey('audit', 'verify', ...sinces, ...adopted)).toMatchObject({ code: 0 })
  }, 60_000)
})

describe('given a backup that was put back', () => {
  it.each([
    { what: 'the file beside it is still there', head: true },
    { what: 'the file beside it is lost', head: false },
  ])(
    'when $what, then status says the command that ends it, and after that all is well',
    async ({ head }) => {
      await deliver()
      const copy = join(stage.folder, 'copy.db')
      await newkey('audit', 'backup', copy)
      await deliver()
      for (const beside of ['-wal', '-shm']) rmSync(file() + beside, { force: true })
      copyFileSync(copy, file())
      if (!head) rmSync(`${file()}.head`)
      const { out } = await newkey('status')
      expect(out).toMatch(/^The database is older than it was/)
      const what = /newkey audit adopt (\S+) "why"/.exec(out)?.[1] ?? ''
      expect(what).toMatch(head ? /^\d+:[0-9a-f]{64}$/ : /^unknown$/)
      const wrong = head ? 'unknown' : checkpoint((await newkey('audit', 'verify')).out)
      const refused = await newkey('audit', 'adopt', wrong, 'the disk broke')
      expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/[^.]\.\n$|why"\n$/) })

      const adopted = await newkey('audit', 'adopt', what, 'the disk broke')
      expect(adopted).toMatchObject({
        code: 0,
        out: expect.stringContaining('Record 6 now declares the missing records'),
      })
      expect(await newkey('status')).toMatchObject({ code: 0, out: 'Nothing is pending.\n' })
      expect(await newkey('audit', 'adopt', 'unknown', 'again')).toMatchObject({
        code: 2,
        err: expect.stringContaining('doesn’t know of any missing records'),
      })
      const bot = await stage.start()
      const ready = await fetch(`${bot.url}/readyz`)
      expect([ready.status, await ready.text()]).toEqual([200, expect.not.stringContaining('restored')])
      await bot.stop()
    },
    30_000,
  )
})

describe('given a log that was written anew while newkey was down', () => {
  it('when the operator asks, then status says so, nothing is reconciled, and adopt ends it and says so', async () => {
    await deliver()
    const known = `3:${'a'.repeat(64)}`
    writeFileSync(`${file()}.head`, `${'0'.repeat(12)}00${known}\n`)

    const { out } = await newkey('status')
    expect(out).toMatch(/^The audit log was rewritten: record 3 is not the one that newkey wrote\./)
    expect(out).toContain(`run: newkey audit adopt ${known} "why"\n`)
    expect(await newkey('reconcile')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^newkey reconcile: the audit log is not as newkey wrote it\.\n$/m),
    })
    for (const other of ['unknown', `9:${'a'.repeat(64)}`])
      expect(await newkey('audit', 'adopt', other, 'a test')).toMatchObject({
        code: 2,
        err: expect.stringContaining(
          `newkey audit adopt: the log was rewritten; run:\nnewkey audit adopt ${known} "why"\n`,
        ),
      })
    expect(await newkey('audit', 'adopt', known, 'a test')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /\nRecord 6 now declares the missing records[\s\S]*The log had been rewritten: record 3 /,
      ),
    })
    expect(await newkey('status')).toMatchObject({ code: 0, out: 'Nothing is pending.\n' })
    expect(await newkey('reconcile')).toMatchObject({ code: 0 })
  }, 60_000)
})

describe('given a source that isn’t a database of newkey', () => {
  it('when it is to be copied, verified or looked into, then each says so', async () => {
    stage.env.DATABASE_URL = `file:${join(stage.folder, 'letter.txt')}`
    writeFileSync(join(stage.folder, 'letter.txt'), 'Dear auditor, '.repeat(50))
    for (const args of [['audit', 'backup', 'copy.db'], ['audit', 'verify'], ['status']])
      expect(await newkey(...args)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/letter\.txt isn't a newkey database\.\n$/),
      })
  }, 30_000)
})

describe('given settings that can’t be used', () => {
  it('when a command needs them, then their problems end in one full stop each', async () => {
    delete stage.env.SLACK_BOT_TOKEN
    const { code, err } = await newkey('reconcile')
    expect({ code, double: err.includes('..') }).toEqual({ code: 2, double: false })
  })
})

describe('given a key whose answer was lost', () => {
  it('when the operator asks, then it says what is open, why, and what is next; a pass is refused while newkey runs', async () => {
    stage.twilio.trouble.set('create', { kind: 'twilio', status: 500, code: 20500, made: true })
    const bot = await stage.start()
    await stage.send(bot, stage.slack.command(ADA, 'payments-svc'))
    await stage.sees('U0BOB00001', ({ text }) => text.includes('needs your decision'))
    expect(await newkey('reconcile')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is in use by another newkey process'),
    })
    expect(await newkey('audit', 'verify')).toMatchObject({ code: 0 })
    await bot.stop()
    expect(await newkey('reconcile')).toMatchObject({
      code: 0,
      out: expect.stringContaining('newkey did one pass'),
    })
    const { out } = await newkey('status')
    expect(out).toContain('2 pending:')
    expect(out).toMatch(
      /unknown \(twilio_error\) since .* UTC, searched once\n {2}next: a search of Twilio’s keys after .* UTC/,
    )
    expect(out).toMatch(
      /SK[0-9a-f]{32}\n {2}held \(orphan\) since .* UTC\n {2}next: a reviewer presses a button/,
    )
  }, 60_000)
})

describe('given a command that isn’t one', () => {
  it.each([
    { args: ['audit', 'foo'], code: 2, says: 'newkey audit verify' },
    { args: ['audit', 'verify', '--since', 'yesterday'], code: 2, says: 'a checkpoint must be SEQ:HASH' },
    {
      args: ['audit', 'verify', '--fast'],
      code: 2,
      says: 'newkey audit verify: unknown option "--fast"; see newkey help.',
    },
    {
      args: ['audit', 'verify', '--sinse=1:a'],
      code: 2,
      says: 'unknown option "--sinse"; did you mean --since?',
    },
    { args: ['audit', 'export', '--cvs'], code: 2, says: 'unknown option "--cvs"; did you mean --csv?' },
    { args: ['statsu'], code: 2, says: 'newkey has no command "statsu". Did you mean newkey status?' },
    { args: ['verify'], code: 2, says: 'newkey has no command "verify". Did you mean newkey audit verify?' },
    { args: ['audit'], code: 2, says: 'newkey has no command "audit".' },
    {
      args: ['audit', 'exprot'],
      code: 2,
      says: 'newkey has no command "audit exprot". Did you mean newkey audit export?',
    },
    { args: ['audit', 'verify', '--since'], code: 2, says: 'an option needs a value' },
    { args: ['audit', 'verify', 'all'], code: 2, says: 'there is one argument too many' },
    { args: ['audit', 'backup'], code: 2, says: 'name the file' },
    { args: ['audit', 'backup', ''], code: 2, says: 'name the file' },
    { args: ['audit', 'adopt', `1:${'a'.repeat(64)}`], code: 2, says: 'say why records are missing' },
    { args: ['audit', 'adopt', 'unknown', 'a\u202Eb'], code: 2, says: 'say why records are missing' },
    {
      args: ['audit', 'adopt', 'unknown', 'cafe\u0301… （soon）\u00A0👩\u200D💻'],
      code: 1,
      says: 'there is no database at',
    },
    { args: ['audit', 'backup', '--force'], code: 2, says: 'name the file' },
    {
      args: ['status', '--json'],
      code: 2,
      says: 'newkey status: this command takes no arguments; remove "--json", or see newkey help.\n',
    },
    {
      args: ['reconcile', '--dry-run'],
      code: 2,
      says: 'newkey reconcile: this command takes no arguments; remove "--dry-run"',
    },
    { args: ['audit', 'export', 'file.csv'], code: 2, says: 'there is one argument too many' },
    { args: ['status'], code: 1, says: 'there is no database at' },
    { args: ['reconcile'], code: 1, says: 'there is no database at' },
    { args: ['audit', 'verify'], code: 1, says: 'there is no database at' },
    { args: ['audit', 'export'], code: 1, says: 'there is no database at' },
    { args: ['audit', 'backup', 'copy.db'], code: 1, says: 'there is no database at' },
    { args: ['audit', 'adopt', 'unknown', 'cause'], code: 1, says: 'there is no database at' },
    { args: ['audit', 'backup', 'no/such/folder'], code: 1, says: '/no/such; nothing was written' },
  ])('when it is $args, then the code is $code and the words help', async ({ args, code, says }) => {
    expect(await newkey(...args)).toMatchObject({ code, err: expect.stringContaining(says) })
    // Nothing is made: no database, no folder for it, no copy.
    expect(readdirSync(stage.folder)).toEqual([])
  })
})

describe('given somebody who asks how the commands are used', () => {
  it.each([
    ['help'],
    ['--help'],
    ['-h'],
    [],
    ['status', '--help'],
    ['audit', '--help'],
    ['audit', 'verify', '-h'],
    ['audit', 'verify', '--since', '--help'],
    ['audit', 'backup', 'copy.db', '--help'],
    ['reconcile', '-h'],
    ['statsu', '--help'],
  ])(
    'when it is "%s %s %s %s", then the usage is on stdout, even where .env and the settings are wrong',
    async (...args) => {
      mkdirSync(join(stage.folder, '.env'))
      stage.env.PORT = 'none'
      const { code, out, err } = await newkey(...args.filter((word) => word !== undefined))
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(/^newkey status /)
    },
  )
})

describe('given settings that can’t be used', () => {
  it('when a command needs all of them, then every problem is in one list, handles too', async () => {
    stage.env.APPROVED_USER_GROUPS = '@platform'
    stage.env.HOLD_REVOCATIONS = 'yes'
    const { code, err } = await newkey('reconcile')
    expect(code).toBe(2)
    expect(err).toMatch(
      /^newkey reconcile: newkey can’t use these settings:\n- HOLD_REVOCATIONS must be 1 or 0\.\n- APPROVED_USER_GROUPS: write .* instead of @platform; .*\.\n$/m,
    )
  })

  it('when .env is refused, then what is wrong with the settings is in the same list', async () => {
    mkdirSync(join(stage.folder, '.env'))
    stage.env.PORT = 'none'
    const { code, err } = await newkey('reconcile')
    expect(code).toBe(2)
    expect(err).toMatch(
      /\n- \.env isn't a regular file.*\n- PORT must be a whole number from 0 to 65535\.\n$/,
    )
  })

  it('when a command only reads the database, then they don’t stop it, and .env is a warning', async () => {
    await deliver()
    mkdirSync(join(stage.folder, '.env'))
    for (const name of Object.keys(stage.env)) if (name !== 'DATABASE_URL') delete stage.env[name]
    stage.env.PORT = 'none'
    stage.env.MAX_LIVE_KEY_PER_PERSON = '3'
    for (const args of [['status'], ['audit', 'verify'], ['audit', 'export'], ['audit', 'backup', 'copy.db']])
      expect(await newkey(...args)).toMatchObject({
        code: 0,
        err: expect.stringMatching(/^Warning: \.env isn't a regular file/),
      })
  }, 60_000)

  it.each([
    { what: '.env can’t be read', says: ".env isn't a regular file" },
    {
      what: 'the database’s setting is misspelt',
      says: "DATABSE_URL isn't a setting. Write DATABASE_URL instead.",
    },
  ])(
    'when it isn’t known which database is meant, since $what, then no other is read',
    async ({ says }) => {
      await deliver()
      if (says.startsWith('.env')) mkdirSync(join(stage.folder, '.env'))
      else stage.env.DATABSE_URL = stage.env.DATABASE_URL ?? ''
      delete stage.env.DATABASE_URL
      expect(await newkey('status')).toMatchObject({ code: 2, out: '', err: expect.stringContaining(says) })
    },
    60_000,
  )
})

describe('given a backup of another user in a folder that can’t be written to', () => {
  // Only root can make a file another user's.
  itNeeds('root')(
    'when it is verified, exported and looked into, then each works, and nothing is made beside it',
    async () => {
      await deliver()
      const folder = join(stage.folder, 'media')
      mkdirSync(folder)
      const copy = join(folder, 'copy.db')
      await newkey('audit', 'backup', copy)
      const since = checkpoint((await newkey('audit', 'verify')).out)
      chmodSync(copy, 0o444)
      chmodSync(folder, 0o555)
      for (const path of [copy, folder]) chownSync(path, 65_534, 65_534)
      stage.env.DATABASE_URL = `file:${copy}`
      expect(await withoutAny('audit', 'verify', '--since', since)).toMatchObject({ code: 0 })
      expect((await withoutAny('audit', 'export')).out.trimEnd().split('\n')).toHaveLength(5)
      expect(await withoutAny('status')).toMatchObject({
        code: 0,
        out: expect.stringContaining('Nothing is pending'),
      })
      expect(readdirSync(folder)).toEqual(['copy.db'])
    },
    60_000,
  )
})
