import { readFileSync } from 'node:fs'
import { readEnvFile } from './env-file.ts'
import type { Environment } from './settings.ts'
import { coreDumps, type Surroundings, surroundings } from './surroundings.ts'

/** The environment, with the lines of `.env` for variables that it doesn't set, and what is wrong with either. */
export interface CheckedEnvironment extends Surroundings {
  readonly env: Environment
}

/**
 * Reads `.env` in the current folder, and checks it and the environment. The lines aren't added to the environment itself,
 * because child processes would inherit them. It doesn't throw.
 * @param execArgv as in `process.execArgv`
 */
export function checkEnvironment(environment: Environment, execArgv: readonly string[]): CheckedEnvironment {
  const file = readEnvFile('.env')
  const env = { ...file.lines, ...environment }
  const { refused, warnings, notes } = surroundings(env, execArgv)
  return {
    env,
    refused: [...file.refused, ...refused],
    warnings: [...file.warnings, ...warnings, ...coreDumps(readLimits())],
    notes,
  }
}

/** The resource limits of this process; undefined on systems other than Linux. */
function readLimits(): string | undefined {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Reads and checks this process's environment. Nothing else reads `.env` or newkey's settings. `process/close-inspector.ts`
 * reads Node's own `NODE_OPTIONS`, since it runs before the settings can be read.
 */
export function readEnvironment(): CheckedEnvironment {
  return checkEnvironment(process.env, process.execArgv)
}
