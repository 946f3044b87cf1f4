import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { freePort, PROGRAM, startBot } from '../../sandbox/bot.ts'
import { openStage, type Stage } from './bot-process.ts'

const START = z
  .object({ scripts: z.object({ start: z.string() }) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8'))).scripts.start

let stage: Stage
let child: ChildProcess | undefined
beforeEach(async () => {
  stage = await openStage()
})
afterEach(async () => {
  child?.kill('SIGKILL')
  child = undefined
  await stage.stop()
})

/** Starts it so that it can be sent any signal, and waits until it is ready. */
async function launch(command: string, args: readonly string[], PORT: string): Promise<() => string> {
  let output = ''
  const PATH = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`
  const env = { PATH, ...stage.env, HOST: '127.0.0.1', PORT }
  const started = spawn(command, args, { cwd: stage.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  child = started
  await new Promise<void>((resolve, reject) => {
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('newkey is ready')) resolve()
      })
    started.once('close', () => reject(new Error(output)))
  })
  return () => output
}
/** Resolves to its exit code and signal when it has ended. */
async function ended(): Promise<unknown[]> {
  if (!child) throw new Error('nothing was started')
  return once(child, 'close')
}
const warnings = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const { level, msg } = z.object({ level: z.number(), msg: z.string().optional() }).parse(JSON.parse(line))
    return level === 40 && msg !== undefined ? [msg] : []
  })

describe('given a bot that runs', () => {
  it('when SIGUSR1 comes, then no debugger is opened', async () => {
    const port = String(await freePort())
    const output = await launch(process.execPath, [`--inspect-port=${await freePort()}`, PROGRAM], port)
    child?.kill('SIGUSR1')
    // Node opens its debugger on a thread of its own: it has time for that while the bot answers.
    for (let i = 0; i < 50; i++) await fetch(`http://127.0.0.1:${port}/readyz`)
    child?.kill('SIGTERM')
    expect(await ended()).toEqual([0, null])
    expect(output()).not.toContain('Debugger')
  })

  it('when it was started as npm start does, then SIGTERM stops it, and it can leave no core dump', async () => {
    symlinkSync(dirname(PROGRAM), join(stage.folder, 'dist'))
    const output = await launch('sh', ['-c', START], String(await freePort()))
    const limits = `/proc/${child?.pid}/limits`
    if (existsSync(limits)) expect(readFileSync(limits, 'utf8')).toMatch(/^Max core file size +0 /m)
    expect(output()).not.toContain('Core dumps')
    child?.kill('SIGUSR1')
    child?.kill('SIGTERM')
    expect(await ended()).toEqual([0, null])
    expect(output()).toContain('newkey has stopped')
  })
})

describe('given addresses that aren’t Slack’s and Twilio’s', () => {
  it('when it starts, then each is named once in the log, and nowhere else', async () => {
    const bot = await startBot(stage.env, stage.folder)
    await bot.stop()
    const named = warnings(bot.lines).filter((line) => line.includes('_API_URL'))
    expect(named).toEqual([
      expect.stringMatching(/^SLACK_API_URL .* 127\.0\.0\.1:\d+\.$/),
      expect.stringMatching(/^TWILIO_API_URL .* 127\.0\.0\.1:\d+\.$/),
    ])
    expect(bot.errors()).toBe('')
  })
})

describe('given a file .env with the mode that cp gives it', () => {
  it('when it starts, then it says in the log how to mend it', async () => {
    const { APPROVED_USER_GROUPS, ...rest } = stage.env
    writeFileSync(join(stage.folder, '.env'), `APPROVED_USER_GROUPS=${APPROVED_USER_GROUPS}`, { mode: 0o644 })
    const bot = await startBot(rest, stage.folder)
    await bot.stop()
    expect(warnings(bot.lines)).toContainEqual(expect.stringContaining('chmod 600 .env'))
  })
})

describe('given surroundings that give credentials away', () => {
  it.each([PROGRAM, PROGRAM.replace('main.js', 'cli.js')])(
    'when %s is started, then it ends and lists all of them',
    (program) => {
      writeFileSync(join(stage.folder, '.env'), 'NODE_TLS_REJECT_UNAUTHORIZED=0')
      chmodSync(join(stage.folder, '.env'), 0o666)
      const env = { ...stage.env, NODE_DEBUG: 'https', PORT: 'none', APPROVED_USER_GROUPS: '@platform' }
      const args = [program, 'status']
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: stage.folder,
        env,
        encoding: 'utf8',
      })
      expect(status).toBe(program === PROGRAM ? 1 : 2)
      for (const line of ['.env can be changed', 'NODE_TLS_REJECT_UNAUTHORIZED=0', 'NODE_DEBUG'])
        expect(stderr).toContain(line)
      if (program === PROGRAM)
        expect(stderr).toMatch(/- PORT must[\s\S]*- APPROVED_USER_GROUPS: write the id/)
      // The token didn't leave, not even to look up a group.
      expect(stage.slack.exchanges).toEqual([])
    },
  )
})
