import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Stage } from './stage.ts'

const PROGRAM = fileURLToPath(new URL('child.ts', import.meta.url))
/** The flags of Node's that `npm start` gives. */
const FLAGS = z
  .object({ scripts: z.object({ start: z.string() }) })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
  .scripts.start.split(' ')
  .filter((word) => word.startsWith('--'))
const ready = z.object({ port: z.number() })

export interface Child {
  readonly process: ChildProcess
  /** Where it takes commands; undefined when it ended before it could. */
  readonly url: string | undefined
  /** What it wrote to stdout and stderr. */
  output(): string
  /** Resolves when it has nothing in flight, or has ended. */
  idle(): Promise<void>
  /** Sends the signal unless it has ended; resolves to its exit code when it has. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

/**
 * Starts the bot of a stage as a process of its own.
 * @param more environment beside the stage's
 * @param stdout a file descriptor for its stdout; without it, the output is read as it comes
 */
export async function startChild(
  stage: Stage,
  more: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
  stdout: number | 'pipe' = 'pipe',
): Promise<Child> {
  const env = { PATH: process.env.PATH ?? '', ...stage.env, TORTURE_AHEAD: String(stage.offset), ...more }
  const child = fork(PROGRAM, [], {
    cwd: stage.folder,
    env,
    execArgv: ['--disable-warning=ExperimentalWarning', ...FLAGS, ...flags],
    stdio: ['ignore', stdout, 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const gone = once(child, 'exit')
  const first = await Promise.race([once(child, 'message'), gone.then(() => undefined)])
  const port = ready.safeParse(first?.[0]).data?.port
  return {
    process: child,
    url: port === undefined ? undefined : `http://127.0.0.1:${port}`,
    output: () => output,
    idle: async () => {
      if (!child.connected) return
      const answered = once(child, 'message')
      child.send('idle?', () => undefined)
      await Promise.race([answered, gone])
    },
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await gone
      return child.exitCode
    },
  }
}
