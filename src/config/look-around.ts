import { readFileSync } from 'node:fs'
import { readEnvFile } from './env-file.ts'
import type { Environment } from './settings.ts'
import { coreDumps, type Surroundings, surroundings } from './surroundings.ts'

/** The environment with the lines of `.env` under it, and what is wrong with either. */
export interface Around extends Surroundings {
  readonly env: Environment
}

/**
 * Reads `.env` in the folder that newkey was started in, and judges it and everything around. The lines don't become
 * part of the environment, where child processes would get them.
 */
export function lookAround(environment: Environment, execArgv: readonly string[]): Around {
  const file = readEnvFile('.env')
  const env = { ...file.lines, ...environment }
  const { refused, named, noted } = surroundings(env, execArgv)
  return {
    env,
    refused: [...file.refused, ...refused],
    named: [...file.named, ...named, ...coreDumps(readLimits())],
    noted,
  }
}

/** What Linux says of this process; undefined elsewhere. */
function readLimits(): string | undefined {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return undefined
  }
}

/** Where newkey runs: the only place that reads the environment or `.env`. */
export function readSurroundings(): Around {
  return lookAround(process.env, process.execArgv)
}
