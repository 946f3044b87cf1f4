import type { Config, ConfigResult } from '../config/config.ts'
import { refuseHandle } from '../config/group-handle.ts'
import { NewkeyError } from '../errors.ts'

/** The config, for commands that need all of it. @throws NewkeyError `config_invalid`, with every problem */
export function validConfig(result: ConfigResult): Config {
  if (result.kind === 'valid') return result.config
  throw invalidSettings(problemsOf(result))
}

/** Every problem with the settings, each with its fix. Slack isn't asked for the ids of groups that are named by handle. */
export function problemsOf(result: ConfigResult): readonly string[] {
  if (result.kind === 'valid') return []
  return [...result.problems, ...result.handles.map((handle) => refuseHandle(handle, undefined))]
}

/** The error that lists problems with the settings. */
export function invalidSettings(problems: readonly string[]): NewkeyError {
  return new NewkeyError('config_invalid', ['newkey can’t use these settings:', ...problems].join('\n- '))
}
