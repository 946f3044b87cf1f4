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
  /** Resolves when the process has ended, however it ended. */
  readonly ended: Promise<unknown>
  /** Sends it a signal (SIGTERM asks it to stop), and waits until it has ended. Resolves to its exit code. */
  stop(signal?: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGKILL'): Promise<number | null>
  /** Stands still from now on, or goes on: none of its deadlines can end it meanwhile. SIGKILL ends it all the same. */
  freeze(stands: boolean): void
}

export interface Program {
  /** What is run: what `npm run build` made, where nothing else is said. */
  readonly file?: string
  /** Called with every line that it writes to stdout. */
  readonly heard?: (line: string) => void
  /** Where it is asked whether it has started: `/readyz` unless something else is said. */
  readonly probe?: '/healthz' | '/readyz'
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal
}

const START_MS = 20_000
/** What a process needs of the environment that this one has: nothing of an installation's settings. */
export const SYSTEM: Readonly<Record<string, string>> = Object.fromEntries(
  ['PATH', 'SystemRoot'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  }),
)
/** What `npm run build` makes. */
export const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/**
 * Starts the real bot as a process of its own, as `npm start` does, and waits until it takes commands.
 * @param folder the folder it runs in, so that it doesn't read the `.env` of a real installation
 * @throws Error when it ends or isn't ready in time, with what it said
 */
export async function startBot(
  env: Readonly<Record<string, string>>,
  folder: string,
  { file = PROGRAM, heard, signal, probe = '/readyz' }: Program = {},
): Promise<Bot> {
  const port = env.PORT ?? String(await freePort())
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { ...SYSTEM, HOST: '127.0.0.1', ...env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Whatever ends this process ends the bot with it.
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  signal?.addEventListener('abort', kill)
  // Only then has everything that it wrote arrived (Node.js docs: child_process, "close").
  const ended = once(child, 'close').finally(() => void process.off('exit', kill))
  const lines: string[] = []
  let errors = ''
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    for (const line of parts) heard?.(line)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const url = `http://127.0.0.1:${port}`
  const stop: Bot['stop'] = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
    return child.exitCode
  }
  try {
    await ready(url + probe, child)
    const freeze: Bot['freeze'] = (stands) => void child.kill(stands ? 'SIGSTOP' : 'SIGCONT')
    return { url, lines, errors: () => errors, ended, stop, freeze }
  } catch {
    await stop()
    throw new Error(`The bot did not start.\n${[...lines, errors].join('\n')}`)
  } finally {
    signal?.removeEventListener('abort', kill)
  }
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
    // If the port went to another process, its answer doesn't count.
    if (answer?.ok && child.exitCode === null) return
    await pause(50)
  }
  throw new Error('not ready')
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
