import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, createReadStream, openSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { freePort, PROGRAM, SYSTEM } from '../../sandbox/bot.ts'
import { ADA } from '../../sandbox/slack/people.ts'
import type { Signed } from '../../sandbox/slack/signed.ts'
import { openProcessStage, type ProcessStage, whereTyped } from './bot-process.ts'

let stage: ProcessStage
let end: () => Promise<unknown>
beforeEach(async () => {
  stage = await openProcessStage()
})
afterEach(async () => {
  await end()
  await stage.stop()
})

/** The bot with a stdout that nobody reads until `read` is called, which resolves to all of it when the bot has ended. */
async function startUnread(kind: 'pipe' | 'socket', more: Readonly<Record<string, string>> = {}) {
  const fifo = join(stage.folder, 'stdout')
  if (kind === 'pipe') execFileSync('mkfifo', [fifo])
  // A pipe has to have a reader before somebody writes; this one is there and doesn't read.
  const reader = kind === 'pipe' ? openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK) : undefined
  const writer = kind === 'pipe' ? openSync(fifo, constants.O_WRONLY) : undefined
  const port = String(await freePort())
  const child = spawn(process.execPath, [PROGRAM], {
    cwd: stage.folder,
    env: { ...SYSTEM, ...stage.env, HOST: '127.0.0.1', PORT: port, ...more },
    stdio: ['ignore', writer ?? 'pipe', 'ignore'],
  })
  if (writer !== undefined) closeSync(writer)
  const exited = once(child, 'exit')
  end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await exited
    if (reader !== undefined && kind === 'pipe') closeSync(reader)
  }
  const url = `http://127.0.0.1:${port}`
  const status = (path: string): Promise<number> =>
    fetch(url + path, { signal: AbortSignal.timeout(2_500) }).then(
      (answer) => answer.status,
      () => 0,
    )
  const send = ({ path, headers, body }: Pick<Signed, 'path' | 'headers' | 'body'>): Promise<number> =>
    fetch(url + path, { method: 'POST', headers, body, signal: AbortSignal.timeout(2_500) }).then(
      async (answer) => {
        await answer.text()
        return answer.status
      },
      () => 0,
    )
  while ((await status('/readyz')) !== 200) await new Promise(setImmediate)
  const read = async (): Promise<string[]> => {
    const stream = child.stdout ?? createReadStream('', { fd: openSync(fifo, 'r') })
    let text = ''
    for await (const part of stream.setEncoding('utf8')) text += part
    return text.trim().split('\n')
  }
  return { status, send, read, exited, stop: () => child.kill('SIGTERM') }
}

/** Commands that nobody hears, each of which leaves a line: more than a pipe or a terminal takes, and than a socket takes. */
const OTHERS = 600
const OTHERS_TO_A_SOCKET = 1_200
/** What a pipe takes (Linux: pipe(7), "Pipe capacity", in bytes). */
const PIPE_BYTES = 65_536
/** So many of them are sent at once: few enough that a slow machine answers each of them within Slack's time. */
const AT_ONCE = 20

describe('given a stdout that nobody reads', () => {
  it.each(['pipe', 'socket'] as const)(
    'when more lines than it takes go to the %s, then the bot answers all the same, and every line comes when it is read again',
    async (kind) => {
      const others = kind === 'socket' ? OTHERS_TO_A_SOCKET : OTHERS
      const bot = await startUnread(kind)
      const body = 'command=%2Fother&text=x'
      const headers = stage.slack.sign(body, 'application/x-www-form-urlencoded')
      const answers = new Set<number>()
      for (let sent = 0; sent < others; sent += AT_ONCE) {
        const batch = Array.from({ length: AT_ONCE }, () =>
          bot.send({ path: '/slack/events', headers, body }),
        )
        for (const answer of await Promise.all(batch)) answers.add(answer)
      }
      expect([...answers]).toEqual([200])
      expect(await bot.status('/healthz')).toBe(200)
      expect(await bot.send(stage.slack.command(ADA, 'payments-svc'))).toBe(200)
      await stage.sees(ADA, whereTyped)

      const reading = bot.read()
      bot.stop()
      const lines = await reading
      const [code] = await bot.exited
      expect(lines.join('\n').length).toBeGreaterThan(PIPE_BYTES)
      const parsed = lines.map((line) => JSON.parse(line))
      expect(code).toBe(0)
      expect(parsed.filter(({ fault }) => fault === 'nobody_listens')).toHaveLength(others)
      const records = parsed.filter(({ audit }) => audit === true)
      expect(records.map(({ seq }) => seq)).toEqual(records.map((_, at) => at + 1))
      expect(records.map(({ event }) => event)).toContain('delivered')
      expect(parsed.at(-1).msg).toBe('newkey has stopped')
    },
  )

  it('when SIGTERM comes, then the bot stops all the same', async () => {
    const bot = await startUnread('pipe')
    const body = `command=%2Fother&text=x`
    const headers = stage.slack.sign(body, 'application/x-www-form-urlencoded')
    for (let sent = 0; sent < OTHERS; sent += AT_ONCE)
      await Promise.all(
        Array.from({ length: AT_ONCE }, () => bot.send({ path: '/slack/events', headers, body })),
      )
    bot.stop()
    const [code] = await bot.exited
    expect(code).toBe(0)
  })
})

describe('given a stdout that takes nothing while many keys are made', () => {
  // One person may ask this often in a minute; with that, a pipe is full.
  const KEYS = 30
  /** Few enough that a slow machine takes down each within the 1.5 s after which newkey says no. */
  const KEYS_AT_ONCE = 5
  it('when it is read again, then every key was delivered meanwhile, and every audit line comes in order', async () => {
    const bot = await startUnread('pipe', {
      MAX_ISSUES_PER_HOUR: '1000',
      MAX_LIVE_KEYS_PER_PERSON: '1000',
    })
    for (let made = 0; made < KEYS; made += KEYS_AT_ONCE) {
      const batch = Array.from({ length: KEYS_AT_ONCE }, (_, at) =>
        bot.send(stage.slack.command(ADA, `svc-${made + at}`)),
      )
      expect(new Set(await Promise.all(batch))).toEqual(new Set([200]))
      expect(await bot.status('/healthz')).toBe(200)
      await stage.sees(ADA, () => stage.slack.screen(ADA).filter(whereTyped).length >= made + KEYS_AT_ONCE)
    }
    expect(stage.twilio.keys.size).toBe(KEYS)
    const reading = bot.read()
    bot.stop()
    const records = (await reading).map((line) => JSON.parse(line)).filter(({ audit }) => audit === true)
    expect(await bot.exited).toEqual([0, null])
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, at) => at + 1))
    expect(records.filter(({ event }) => event === 'delivered')).toHaveLength(KEYS)
  })
})

describe('given another stdout that takes nothing', () => {
  /** Starts the bot with more lines than a terminal takes, and waits until it is ready. */
  async function startWith(file: string, args: readonly string[], stdout: number | 'pipe') {
    const port = String(await freePort())
    const env = { ...SYSTEM, ...stage.env, HOST: '127.0.0.1', PORT: port }
    const child = spawn(file, args, {
      cwd: stage.folder,
      env,
      stdio: ['ignore', stdout, 'ignore'],
    })
    const exited = once(child, 'exit')
    end = async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      child.stdout?.destroy()
      await exited
    }
    const url = `http://127.0.0.1:${port}`
    const status = (): Promise<number> =>
      fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_500) }).then(
        (answer) => answer.status,
        () => 0,
      )
    while ((await status()) !== 200) await new Promise(setImmediate)
    return { child, exited, url, status }
  }

  it('when it is a full disk, then a key is delivered, and SIGTERM ends the bot', async () => {
    const full = openSync('/dev/full', 'w')
    const { child, exited, url } = await startWith(process.execPath, [PROGRAM], full)
    closeSync(full)
    const { path, headers, body } = stage.slack.command(ADA, 'payments-svc')
    await fetch(url + path, { method: 'POST', headers, body })
    await stage.sees(ADA, whereTyped)
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  })

  it('when it is a terminal that is stuck, then the bot answers all the same', async () => {
    const { url, status } = await startWith(
      'script',
      ['-qfec', `exec ${process.execPath} ${PROGRAM}`, '/dev/null'],
      'pipe',
    )
    const body = 'command=%2Fother&text=x'
    const headers = stage.slack.sign(body, 'application/x-www-form-urlencoded')
    for (let sent = 0; sent < OTHERS; sent += AT_ONCE)
      await Promise.all(
        Array.from({ length: AT_ONCE }, () =>
          fetch(`${url}/slack/events`, {
            method: 'POST',
            headers,
            body,
            signal: AbortSignal.timeout(2_500),
          }),
        ),
      )
    expect(await status()).toBe(200)
  })
})
