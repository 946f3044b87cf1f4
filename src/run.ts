import { createApp } from './app.ts'
import { environment, readConfig } from './config.ts'
import { NewkeyError } from './errors.ts'
import { explainHandles } from './explain-handles.ts'

/** Starts newkey as a process of its own, and stops it on a signal. Problems go to stderr, one a line. */
export async function run(): Promise<void> {
  const env = environment()
  const result = readConfig(env)
  if (result.kind === 'invalid') {
    const problems = [...result.problems, ...(await explainHandles(env, result.handles))]
    return fail(
      `newkey can't start with these settings:\n${problems.map((problem) => `- ${problem}`).join('\n')}\n`,
    )
  }
  const app = createApp(result.config)
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    void app.stop().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // A fault that nobody awaited: its message may quote anything, so it ends the process with its name alone.
  process.on('uncaughtException', (error) => {
    fail(`newkey ended by a fault: ${error instanceof NewkeyError ? error.code : error.name}\n`)
    process.exit()
  })
  try {
    await app.start()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    fail(
      `newkey can't start: ${error instanceof NewkeyError ? error.message : 'an unexpected fault'}${code}.\n`,
    )
    process.exit()
  }
}

function fail(message: string): void {
  process.stderr.write(message)
  process.exitCode = 1
}
