import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NEEDS } from './needs.ts'

/**
 * Reads one of the vendors' own contracts from the folder that NEWKEY_CONTRACTS names. They are no part of the project.
 * @returns undefined where no folder is named; the tests that need it are `itNeeds('contracts')`
 */
export function readContract(name: string): unknown {
  if (!NEEDS.contracts.met()) return undefined
  return JSON.parse(readFileSync(join(process.env.NEWKEY_CONTRACTS ?? '', name), 'utf8'))
}
