import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../shared/contracts/', import.meta.url))

/**
 * Reads one of the vendors' own contracts, which stand beside the project and not in it.
 * @returns undefined where they are missing, after saying so loudly
 */
export function readContract(name: string): unknown {
  if (existsSync(FOLDER + name)) return JSON.parse(readFileSync(FOLDER + name, 'utf8'))
  process.stderr.write(
    `\n*** SKIPPED: the vendor's contract ${name} isn't here, so nothing was checked against it. ***\n\n`,
  )
  return undefined
}
