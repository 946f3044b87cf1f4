import type { Config, ConfigResult } from '../config.ts'
import { NewkeyError } from '../errors.ts'

/** The settings, for commands that need all of them. @throws NewkeyError `config_invalid`, with every problem */
export function usable(result: ConfigResult): Config {
  if (result.kind === 'valid') return result.config
  throw new NewkeyError('config_invalid', ['these settings can’t be used:', ...result.problems].join('\n- '))
}
