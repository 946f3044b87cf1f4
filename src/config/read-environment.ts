import { readFileSync } from 'node:fs'
import { readCredentialFiles } from './credential-files.ts'
import { isUnread, readEnvFile } from './env-file.ts'
import { KNOWN_SETTINGS } from './known-settings.ts'
import { checkNames } from './setting-names.ts'
import type { Environment } from './settings.ts'
import { coreDumps, type Surroundings, surroundings } from './surroundings.ts'
import { readValue } from './value.ts'

/**
 * The environment, with the lines of `.env` for variables that it doesn't set and with the credentials that were read from
 * files, and what is wrong with any of them.
 */
export interface CheckedEnvironment extends Surroundings {
  readonly env: Environment
  /** Those of the problems that leave open which database is meant. Commands that only read it can do without the rest. */
  readonly databaseUnknown: readonly string[]
}

/**
 * Reads `.env` in the current folder and the credentials' files, and checks them and the environment. The lines aren't
 * added to the environment itself, because child processes would inherit them. It doesn't throw.
 * @param execArgv as in `process.execArgv`
 */
function checkEnvironment(environment: Environment, execArgv: readonly string[]): CheckedEnvironment {
  const file = readEnvFile('.env')
  const { env, ...files } = readCredentialFiles({ ...file.lines, ...environment })
  const around = surroundings(env, execArgv)
  const names = checkNames(env, new Set(Object.keys(file.lines)))
  const aboutDatabase = [...file.refused, ...names.refused].filter((line) => line.includes('DATABASE_URL'))
  return {
    env,
    refused: [...file.refused, ...around.refused, ...names.refused, ...files.refused],
    warnings: [
      ...file.warnings,
      ...files.warnings,
      ...names.warnings,
      ...hiddenLines(file.lines, environment),
      ...around.warnings,
      ...coreDumps(readLimits()),
    ],
    notes: around.notes,
    databaseUnknown:
      readValue(env.DATABASE_URL) !== undefined ? [] : isUnread(file) ? file.refused : aboutDatabase,
  }
}

/** Settings that are empty in the environment, and whose lines in `.env` therefore don't count. */
function hiddenLines(lines: Environment, environment: Environment): readonly string[] {
  const hidden = Object.keys(lines).filter(
    (name) => KNOWN_SETTINGS.has(name) && lines[name]?.trim() && environment[name]?.trim() === '',
  )
  return hidden.map(
    (name) =>
      `${name} is empty in the environment, which takes precedence over .env. To use its line in .env, unset it in the environment.`,
  )
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
