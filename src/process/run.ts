import { readConfig } from '../config/read-config.ts'
import { readEnvironment } from '../config/read-environment.ts'
import { createSettings } from '../config/settings.ts'
import { doubtSigningSecret } from '../config/slack.ts'
import { NewkeyError, sentence } from '../errors.ts'
import { createApp } from './app.ts'
import { closeStrayInspector } from './close-inspector.ts'
import { explainHandles } from './explain-handles.ts'
import { realRuntime } from './runtime.ts'
import { say } from './stderr.ts'

/** Starts newkey as a process, and stops it on a signal. If it can't start, stderr lists the problems, one a line. */
export async function run(): Promise<void> {
  try {
    closeStrayInspector()
    await startProcess()
  } catch (error) {
    const cause = error instanceof NewkeyError ? error.cause : error
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    const what = error instanceof NewkeyError ? error.message : 'an unexpected fault'
    end(`newkey can't start: ${sentence(`${what}${code}`)}`)
  }
}

async function startProcess(): Promise<void> {
  const { env, refused, notes, ...found } = readEnvironment()
  const warnings = [...found.warnings, ...doubtSigningSecret(createSettings(env))]
  const result = readConfig(env)
  if (result.kind === 'invalid' || refused.length > 0) {
    const { problems, handles } = result.kind === 'invalid' ? result : { problems: [], handles: [] }
    // If the surroundings are refused, no credential may leave, so handles are explained without asking Slack.
    const explained = await explainHandles(refused.length > 0 ? {} : env, handles)
    const lines = [...refused, ...problems, ...explained]
    // A warning may say what a problem comes from, such as a setting with another name.
    const more = warnings.length > 0 ? `\nWarnings:\n${listed(warnings)}` : ''
    return end(`newkey can't start with these settings:\n${listed(lines)}${more}`)
  }
  const app = createApp(result.config, realRuntime(), (why) => stop(why))
  for (const line of warnings) app.warn(line)
  for (const line of notes) app.log.info(line)
  let stopping = false
  const stop = (why?: string): void => {
    if (stopping) return
    stopping = true
    if (why !== undefined) app.log.error(why)
    void app
      .stop()
      .then(() => (why === undefined ? process.exit(0) : end(`newkey can't run: ${sentence(why)}`)))
  }
  // A terminal sends SIGHUP when it is closed. The listeners stay, so that a second signal doesn't cut the stop short.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop())
  await app.start()
}

const listed = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n')

function end(message: string): never {
  say(`${message}\n`)
  process.exit(1)
}
