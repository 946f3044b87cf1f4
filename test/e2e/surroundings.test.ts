import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { freePort, PROGRAM, startBot } from '../../sandbox/bot.ts'
import { openProcessStage, type ProcessStage } from './bot-process.ts'

const { start: START, newkey: COMMAND } = z
  .object({ scripts: z.object({ start: z.string(), newkey: z.string() }) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8'))).scripts
const CLI = PROGRAM.replace('main.js', 'cli.js')

let stage: ProcessStage
let child: ChildProcess | undefined
beforeEach(async () => {
  stage = await openProcessStage()
})
afterEach(async () => {
  child?.kill('SIGKILL')
  child = undefined
  await stage.stop()
})

/** Starts it so that it can be sent any signal, and waits until it is ready. */
async function launch(
  command: string,
  args: readonly string[],
  PORT: string,
  more: Readonly<Record<string, string>> = {},
): Promise<() => string> {
  let output = ''
  const PATH = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`
  const env = { PATH, ...stage.env, HOST: '127.0.0.1', PORT, ...more }
  const started = spawn(command, args, { cwd: stage.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  child = started
  await new Promise<void>((resolve, reject) => {
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('newkey is ready')) resolve()
      })
    if (more.LOG_LEVEL !== undefined) void answers(`http://127.0.0.1:${PORT}/readyz`).then(resolve)
    started.once('close', () => reject(new Error(output)))
  })
  return () => output
}
/** Resolves when there is a good answer from there. */
async function answers(url: string): Promise<void> {
  const ok = (): Promise<boolean> =>
    fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
  while (child?.exitCode === null && !(await ok())) await new Promise(setImmediate)
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

  it.each([PROGRAM, CLI])(
    'when SIGUSR1 opened the debugger before %s could prevent it, then it is closed, and that is said',
    (program) => {
      const early = `import inspector from 'node:inspector'
      process.kill(process.pid, 'SIGUSR1')
      while (!inspector.url()) await new Promise(setImmediate)
      process.on('exit', () => process.stdout.write('debugger: ' + inspector.url()))`
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [
          '--inspect-port=0',
          '--import',
          `data:text/javascript,${encodeURIComponent(early)}`,
          program,
          'status',
        ],
        { cwd: stage.folder, env: { ...stage.env, PORT: 'none' }, encoding: 'utf8' },
      )
      expect(stderr).toMatch(/^Warning: Node's debugger was opened by a signal/m)
      expect(stdout).toContain('debugger: undefined')
    },
  )

  it.each([
    { args: ['--inspect=0'], options: '' },
    { args: [], options: '"--inspect=0"' },
  ])(
    'when its operator asks Node for a debugger ($args, $options), then it stays open, and is named',
    async ({ args, options }) => {
      stage.env.NODE_OPTIONS = options
      const output = await launch(process.execPath, [...args, PROGRAM], String(await freePort()))
      expect(output()).toContain("Node's option --inspect opens a debugger")
      expect(output()).not.toContain('has been closed')
      child?.kill('SIGTERM')
      await ended()
    },
  )

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

describe('given a level of the log that hides warnings', () => {
  it.each(['error', 'fatal', 'silent'])(
    'when it starts at %s, then those about where it runs are written all the same',
    async (LOG_LEVEL) => {
      const output = await launch(process.execPath, [PROGRAM], String(await freePort()), { LOG_LEVEL })
      child?.kill('SIGTERM')
      await ended()
      const named = warnings(output().trimEnd().split('\n'))
      expect(named).toContainEqual(expect.stringContaining('SLACK_API_URL'))
      expect(named).toContainEqual(expect.stringContaining('TWILIO_API_URL'))
    },
  )
})

describe('given a Node that is too old', () => {
  it.each([
    { script: 'start', command: START },
    { script: 'newkey', command: `${COMMAND} status` },
  ])('when npm runs $script, then one line says which Node newkey needs', ({ command }) => {
    symlinkSync(dirname(PROGRAM), join(stage.folder, 'dist'))
    const old = join(stage.folder, 'bin')
    mkdirSync(old)
    writeFileSync(
      join(old, 'old.mjs'),
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })",
    )
    // Node.js docs: --disable-sigusr1 came with 22.14; an option that Node doesn't know ends it with 9.
    writeFileSync(
      join(old, 'node'),
      `#!/bin/sh
case "$*" in *--disable-sigusr1*) echo 'node: bad option: --disable-sigusr1' >&2; exit 9;; esac
exec '${process.execPath}' --import '${join(old, 'old.mjs')}' "$@"`,
      { mode: 0o755 },
    )
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: stage.folder,
      env: { PATH: `${old}:${process.env.PATH}` },
      encoding: 'utf8',
    })
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'newkey needs Node 22.20 or later; this is 20.20.2.\n',
    })
  })
})

describe('given a command of the operator’s', () => {
  it('when npm runs it, then it can leave no core dump, its reports hold no environment, and warnings are on stderr', () => {
    symlinkSync(dirname(PROGRAM), join(stage.folder, 'dist'))
    const look = `import { readFileSync } from 'node:fs'
      process.on('exit', () => {
        const on = process.execArgv.includes('--disable-sigusr1')
        const limits = readFileSync('/proc/self/limits', 'utf8').match(/^Max core file size +[^ ]+/m)[0]
        process.stdout.write(JSON.stringify({ on, limits, report: process.report.getReport() }))
      })`
    const { stdout, stderr } = spawnSync('sh', ['-c', `${COMMAND} status`], {
      cwd: stage.folder,
      env: {
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        ...stage.env,
        NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(look)}`,
      },
      encoding: 'utf8',
    })
    expect(stdout).toMatch(/^{"on":true/)
    if (existsSync('/proc/self/limits')) expect(stdout).toMatch(/Max core file size +0"/)
    expect(stdout).not.toContain('xoxb-e2e')
    expect(stderr).toMatch(/^Warning: SLACK_API_URL isn't Slack's own address/m)
  })

  it('when it ends by a fault that nobody awaited, then its name alone is said', () => {
    const fault = `process.once('newListener', () => setImmediate(() => { throw new RangeError('xoxb-e2e') }))`
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(fault)}`, CLI, 'status'],
      { cwd: stage.folder, env: stage.env, encoding: 'utf8' },
    )
    expect(status).toBe(1)
    expect(stderr.split('\n').slice(-2)).toEqual(['newkey’s command ended by a fault: RangeError', ''])
    expect(stderr).not.toContain('xoxb-e2e')
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
  it.each([PROGRAM, CLI])('when %s is started, then it ends and lists all of them', (program) => {
    writeFileSync(join(stage.folder, '.env'), 'NODE_TLS_REJECT_UNAUTHORIZED=0')
    chmodSync(join(stage.folder, '.env'), 0o666)
    const env = { ...stage.env, NODE_DEBUG: 'https', PORT: 'none', APPROVED_USER_GROUPS: '@platform' }
    const args = [program, 'reconcile']
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: stage.folder,
      env,
      encoding: 'utf8',
    })
    expect(status).toBe(program === PROGRAM ? 1 : 2)
    for (const line of ['.env can be changed', 'NODE_TLS_REJECT_UNAUTHORIZED=0', 'NODE_DEBUG'])
      expect(stderr).toContain(line)
    expect(stderr).toMatch(/- PORT must[\s\S]*- APPROVED_USER_GROUPS: write the id/)
    // The token didn't leave, not even to look up a group.
    expect(stage.slack.exchanges).toEqual([])
  })
})

describe('given a stderr that takes nothing', () => {
  const FAULT = `
    import { preamble } from '${pathToFileURL(PROGRAM.replace('main.js', 'process/preamble.js'))}'
    import { say } from '${pathToFileURL(PROGRAM.replace('main.js', 'process/stderr.js'))}'
    preamble('newkey')
    say('x'.repeat(2_000_000))
    queueMicrotask(() => { throw new Error('hidden') })`

  it.each([
    ['a pipe that nobody reads', ['sh', '-c', `"$0" "$1" 2>&1; echo $? > "$2"`]],
    ['a terminal that is stuck', ['sh', '-c', `exec script -qfec "$0 $1; echo \\$? > $2" /dev/null`]],
  ])(
    'when it is %s and newkey has a fault, then newkey ends all the same',
    async (_, [shell = '', ...words]) => {
      const [file, code] = [join(stage.folder, 'fault.mjs'), join(stage.folder, 'code')]
      writeFileSync(file, FAULT)
      const started = spawn(shell, [...words, process.execPath, file, code], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      child = started
      while (!existsSync(code) || readFileSync(code, 'utf8') === '') await new Promise(setImmediate)
      expect(readFileSync(code, 'utf8')).toBe('1\n')
      // The terminal's own program waits for a reader until then.
      started.stdout.destroy()
    },
  )

  it('when the disk is full or nobody is there, then a start that fails ends with 1', () => {
    for (const stderr of ['2>/dev/full', '2>&-']) {
      const { status } = spawnSync('sh', ['-c', `exec "$0" "$1" ${stderr}`, process.execPath, PROGRAM], {
        cwd: stage.folder,
        env: { PATH: process.env.PATH },
      })
      expect(status).toBe(1)
    }
  })
})

describe('given a command whose output can’t be written', () => {
  const ends = (redirect: string, ...args: string[]) =>
    spawnSync('bash', ['-c', `"$0" "$@" ${redirect}`, process.execPath, CLI, ...args], {
      cwd: stage.folder,
      env: stage.env,
      encoding: 'utf8',
    })

  it('when the disk is full, then it says so and ends with 1, since what is missing would be missed', async () => {
    const bot = await startBot(stage.env, stage.folder)
    await bot.stop()
    for (const args of [['help'], ['status'], ['audit', 'export', '--csv'], ['audit', 'verify']])
      expect(ends('>/dev/full', ...args)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("the output can't be written (ENOSPC), so it is incomplete.\n"),
      })
  })

  it('when nobody reads it, then an export ends as done, and a check ends with what it found', async () => {
    const bot = await startBot(stage.env, stage.folder)
    await bot.stop()
    const since = `9:${'a'.repeat(64)}`
    const unread = `| true; exit \${PIPESTATUS[0]}`
    expect(ends(unread, 'audit', 'export', '--csv').status).toBe(0)
    expect(ends(unread, 'audit', 'verify').status).toBe(0)
    expect(ends(unread, 'audit', 'verify', '--since', since).status).toBe(1)
    expect(ends(`2>&1 ${unread}`, 'verify').status).toBe(2)
  })
})
