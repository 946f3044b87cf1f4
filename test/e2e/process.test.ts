import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { freePort, PROGRAM, startBot } from '../../sandbox/bot.ts'
import { ADA } from '../../sandbox/slack/people.ts'
import { takeLock } from '../../src/store/sqlite/lock.ts'
import { openProcessStage, type ProcessStage, whereTyped } from './bot-process.ts'

let stage: ProcessStage
beforeEach(async () => {
  stage = await openProcessStage()
})
afterEach(() => stage.stop())

const inDm = ({ channel, ephemeral }: { readonly channel: string; readonly ephemeral: boolean }): boolean =>
  channel === 'D0ADA00001' && !ephemeral
/** Resolves when a request has come to the fake. */
async function arrived(
  at: { readonly exchanges: readonly { readonly request: { readonly path: string } }[] },
  path: string,
): Promise<void> {
  while (!at.exchanges.some(({ request }) => request.path.includes(path))) await new Promise(setImmediate)
}

describe('given the bot as a process of its own', () => {
  it('when a key is delivered at LOG_LEVEL=debug, then no byte of its output or its files holds a credential', async () => {
    const bot = await stage.start()
    await stage.send(bot, stage.slack.command(ADA, 'payments-svc'))
    await stage.sees(ADA, whereTyped)
    await stage.sees(ADA, inDm)
    expect(await bot.stop()).toBe(0)

    const [key] = [...stage.twilio.keys.values()]
    if (!key) throw new Error('no key')
    const written = bot.lines.join('\n') + bot.errors() + stage.files()
    expect(written).toContain(key.sid)
    for (const credential of [key.secret, 'xoxb-e2e', 'e2e-signing-secret', 'e2e-auth-token', '/commands/'])
      expect(written.includes(credential)).toBe(false)
    const carriers = [...stage.slack.exchanges, ...stage.twilio.exchanges].filter(({ request }) =>
      JSON.stringify(request).includes(key.secret),
    )
    expect(carriers.map(({ request }) => request.path)).toEqual(['/api/chat.postEphemeral'])
  })

  it('when it has started, then its folder and files are its owner’s alone', async () => {
    await stage.start()
    const folder = join(stage.folder, 'data')
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const file of readdirSync(folder))
      expect([file, statSync(join(folder, file)).mode & 0o777]).toEqual([file, 0o600])
  })

  it.each([
    ['SIGTERM', 'SIGTERM'],
    ['SIGHUP', 'SIGHUP'],
    ['SIGINT', 'SIGHUP'],
  ] as const)(
    'when %s comes while Twilio makes the key, and then %s, then the work is finished first',
    async (first, then) => {
      stage.twilio.trouble.set('create', { kind: 'slow', delayMs: 1_000 })
      const bot = await stage.start()
      await stage.send(bot, stage.slack.command(ADA, 'payments-svc'))
      await arrived(stage.twilio, 'Keys.json')
      const stopped = bot.stop(first)
      expect(await bot.stop(then)).toBe(0)
      await stopped
      expect(
        stage.slack
          .screen(ADA)
          .map(({ via }) => via)
          .sort(),
      ).toEqual(['chat.postEphemeral', 'chat.postMessage', 'response_url'])
    },
  )

  it('when it is killed while Twilio makes the key, then the next start reports it and asks for no second one', async () => {
    stage.twilio.trouble.set('create', { kind: 'hang', made: true })
    const first = await stage.start()
    await stage.send(first, stage.slack.command(ADA, 'payments-svc'))
    await arrived(stage.twilio, 'Keys.json')
    await first.stop('SIGKILL')

    stage.twilio.trouble.clear()
    await stage.start()
    const told = await stage.sees(ADA, inDm)
    expect(JSON.stringify(told)).toContain('may exist')
    const posts = stage.twilio.exchanges.filter(({ request }) => request.method === 'POST')
    expect(posts).toHaveLength(1)
  })

  it('when it is killed while Slack takes the secret, then the next start deletes the key and says so', async () => {
    stage.slack.trouble.set('chat.postEphemeral', { kind: 'hang', posted: true })
    const first = await stage.start()
    await stage.send(first, stage.slack.command(ADA, 'payments-svc'))
    await arrived(stage.slack, 'chat.postEphemeral')
    await first.stop('SIGKILL')

    await stage.start()
    const told = await stage.sees(ADA, inDm)
    expect(JSON.stringify(told)).toContain('The key is revoked')
    expect(stage.twilio.keys.size).toBe(0)
  })

  it('when Slack and Twilio hang, then the command is acked all the same', async () => {
    const bot = await stage.start()
    for (const method of ['users.info', 'usergroups.list', 'auth.test'])
      stage.slack.trouble.set(method, { kind: 'hang' })
    const began = performance.now()
    const answer = await stage.send(bot, stage.slack.command(ADA, 'payments-svc'))
    expect(answer).toEqual({ status: 200, body: '' })
    // Slack's own limit, not a measure of speed.
    expect(performance.now() - began).toBeLessThan(3_000)
    expect(JSON.stringify(await stage.sees(ADA, whereTyped))).toContain('No key was created')
    // Two tries of 2.5 s each end before the answer can come.
  }, 15_000)
})

describe('given a database that another process still holds', () => {
  it('when a command comes, then it waits, and is answered when the database is free', async () => {
    const file = join(stage.folder, 'data', 'newkey.db')
    const release = await takeLock(file, { monotonic: () => 0, pause: async () => undefined })
    const port = String(await freePort())
    const starting = startBot({ ...stage.env, PORT: port }, stage.folder)
    const url = `http://127.0.0.1:${port}`
    const status = (path: string): Promise<number> =>
      fetch(url + path).then(
        (answer) => answer.status,
        () => 0,
      )
    while ((await status('/healthz')) !== 200) await new Promise(setImmediate)
    expect(await status('/readyz')).toBe(503)
    const { path, headers, body } = stage.slack.command(ADA, 'payments-svc')
    const answered = fetch(url + path, { method: 'POST', headers, body })
    release()
    expect((await answered).status).toBe(200)
    await stage.sees(ADA, whereTyped)
    const bot = await starting
    await bot.stop()
    expect(stage.twilio.keys.size).toBe(1)
  })
})

describe('given settings in a file .env', () => {
  it('when it is started, then it takes them, and the environment goes before them', async () => {
    const { APPROVED_USER_GROUPS, TWILIO_AUTH_TOKEN, ...rest } = stage.env
    const lines = { APPROVED_USER_GROUPS, TWILIO_AUTH_TOKEN, PORT: '1', SLACK_BOT_TOKEN: 'not a token' }
    const text = Object.entries(lines).map(([name, value]) => `${name}=${value}`)
    writeFileSync(join(stage.folder, '.env'), text.join('\n'), { mode: 0o600 })
    const bot = await startBot(rest, stage.folder)
    expect(await bot.stop()).toBe(0)
  })
})

describe('given wrong settings', () => {
  it('when it is started without any, then it ends and lists every problem with its fix', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [PROGRAM], {
      cwd: stage.folder,
      env: {},
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stdout).toBe('')
    for (const name of [
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
      'TWILIO_ACCOUNT_SID',
      'APPROVED_USER_GROUPS',
    ])
      expect(stderr).toContain(`- ${name}`)
  })

  it('when its port is taken, then it ends and says which settings to change', async () => {
    const bot = await stage.start()
    const PORT = new URL(bot.url).port
    const env = {
      ...stage.env,
      HOST: '127.0.0.1',
      PORT,
      DATABASE_URL: `file:${join(stage.folder, 'other.db')}`,
    }
    const second = spawn(process.execPath, [PROGRAM], {
      cwd: stage.folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    for await (const text of second.stderr.setEncoding('utf8')) errors += text
    expect(errors).toBe(
      `newkey can't start: nothing can be served on 127.0.0.1:${PORT}; see HOST and PORT (EADDRINUSE).\n`,
    )
  })

  it('when a group is named by its handle, then the refusal says its id', async () => {
    const env = { ...stage.env, APPROVED_USER_GROUPS: '@platform' }
    const bot = spawn(process.execPath, [PROGRAM], {
      cwd: stage.folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    for await (const text of bot.stderr.setEncoding('utf8')) errors += text
    expect(errors).toContain('write S0PLATFORM instead of @platform')
  })

  it('when .env is there and is no file, then it ends and says so, and what else is wrong', () => {
    mkdirSync(join(stage.folder, '.env'))
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM], {
      cwd: stage.folder,
      env: { ...stage.env, PORT: 'none' },
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    const [problems, warnings] = stderr.split('Warnings:\n')
    expect(problems).toBe(
      "newkey can't start with these settings:\n- .env isn't a regular file, so none of its settings were read. Make it one, or remove it.\n- PORT must be a whole number from 0 to 65535.\n",
    )
    expect(warnings).toContain('SLACK_API_URL isn’t Slack’s own address'.replaceAll('’', "'"))
  })
})
