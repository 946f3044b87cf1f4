import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface Bot {
  readonly url: string
  /** What it wrote to stdout, line by line. */
  readonly lines: string[]
  /** What it wrote to stderr. */
  errors(): string
  /** Sends it a signal (SIGTERM asks it to stop), and waits until it has ended. Resolves to its exit code. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

const START_MS = 20_000
/** What `npm run build` makes. */
export const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/**
 * Starts the real bot as a process of its own, as `npm start` does, and waits until it takes commands.
 * @param folder the folder it runs in, so that it doesn't read the `.env` of a real installation
 * @throws Error when it ends or isn't ready in time, with what it said
 */
export async function startBot(env: Readonly<Record<string, string>>, folder: string): Promise<Bot> {
  const port = env.PORT ?? String(await freePort())
  const child = spawn(process.execPath, [PROGRAM], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', ...env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let errors = ''
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const url = `http://127.0.0.1:${port}`
  const bot: Bot = { url, lines, errors: () => errors, stop: (signal = 'SIGTERM') => stop(child, signal) }
  try {
    await ready(url, child)
    return bot
  } catch {
    await bot.stop()
    throw new Error(`The bot did not start.\n${[...lines, errors].join('\n')}`)
  }
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await pause(50)
  }
  throw new Error('not ready')
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return child.exitCode
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
