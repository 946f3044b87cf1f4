import type { Config, ConfigResult } from '../config/config.ts'
import { refuseHandle } from '../config/group-handle.ts'
import { NewkeyError } from '../errors.ts'

/** The settings, for commands that need all of them. @throws NewkeyError `config_invalid`, with every problem */
export function usable(result: ConfigResult): Config {
  if (result.kind === 'valid') return result.config
  throw cantUse(problemsOf(result))
}

/** Every problem with the settings, each with its fix. Handles of groups are named without asking Slack for their ids. */
export function problemsOf(result: ConfigResult): readonly string[] {
  if (result.kind === 'valid') return []
  return [...result.problems, ...result.handles.map((handle) => refuseHandle(handle, undefined))]
}

/** The refusal that lists them. */
export function cantUse(problems: readonly string[]): NewkeyError {
  return new NewkeyError('config_invalid', ['these settings can’t be used:', ...problems].join('\n- '))
}
