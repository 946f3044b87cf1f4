import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { freePort, PROGRAM } from '../../sandbox/bot.ts'
import { ADA } from '../../sandbox/slack/people.ts'
import { itNeeds } from '../needs.ts'
import { openProcessStage, type ProcessStage } from './bot-process.ts'

let stage: ProcessStage
let child: ChildProcess | undefined
beforeEach(async () => {
  stage = await openProcessStage()
  // A checkout as `npm run build` leaves it.
  symlinkSync(dirname(PROGRAM), join(stage.folder, 'dist'))
  copyFileSync('package.json', join(stage.folder, 'package.json'))
})
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    // Its children end with it: it leads a group of its own.
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await once(child, 'close')
  }
  child = undefined
  await stage.stop()
})

/** What a stop may take (ms); after that, supervisors kill (Docker docs: "docker stop"). */
const LONGEST_MS = 10_000

/** Starts a command, and waits until newkey is ready. */
async function launch(command: readonly string[]): Promise<{ readonly url: string; readonly pid: number }> {
  const [file = '', ...args] = command
  const port = String(await freePort())
  const PATH = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`
  const started = spawn(file, args, {
    cwd: stage.folder,
    env: { PATH, HOME: stage.folder, ...stage.env, HOST: '127.0.0.1', PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  child = started
  let output = ''
  await new Promise<void>((resolve, reject) => {
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('newkey is ready')) resolve()
      })
    started.once('close', () => reject(new Error(output)))
  })
  return { url: `http://127.0.0.1:${port}`, pid: started.pid ?? 0 }
}

/** The process that another one has forked, by its number outside the namespace (Linux: proc_pid_children(5)). */
const childOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0])

/** Sends SIGTERM to a process while Twilio makes a key, and expects the key delivered and a clean end in time. */
async function stopWhileKeyIsMade(url: string, pid: number): Promise<void> {
  if (!child) throw new Error('nothing was started')
  const ended = once(child, 'close')
  const { path, headers, body } = stage.slack.command(ADA, 'payments-svc')
  const answer = await fetch(url + path, { method: 'POST', headers, body })
  expect(answer.status).toBe(200)
  while (!stage.twilio.exchanges.some(({ request }) => request.path.includes('Keys.json')))
    await new Promise(setImmediate)
  const began = performance.now()
  process.kill(pid, 'SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(performance.now() - began).toBeLessThan(LONGEST_MS)
  const ways = stage.slack.screen(ADA).map(({ via }) => via)
  expect(ways.sort()).toEqual(['chat.postEphemeral', 'chat.postMessage', 'response_url'])
  expect(stage.twilio.keys.size).toBe(1)
}

describe('given newkey under a supervisor that knows only npm', () => {
  it.each([['start'], ['run', 'start']])(
    'when npm %s gets SIGTERM while a key is made, then the key is delivered, and npm ends with 0',
    async (...args) => {
      stage.twilio.trouble.set('create', { kind: 'slow', delayMs: 1_000 })
      const { url, pid } = await launch(['npm', ...args])
      await stopWhileKeyIsMade(url, pid)
    },
  )
})

describe('given newkey as process 1, as in a container without an init', () => {
  itNeeds('namespaces').each([[['npm', 'start']], [['node', 'dist/main.js']]])(
    'when %j gets SIGTERM while a key is made, then the key is delivered, and it ends with 0',
    async (command) => {
      stage.twilio.trouble.set('create', { kind: 'slow', delayMs: 1_000 })
      const { url, pid } = await launch(['unshare', '--pid', '--fork', '--mount-proc', ...command])
      await stopWhileKeyIsMade(url, childOf(pid))
    },
  )
})
