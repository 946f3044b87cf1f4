import { closeSync, writeSync } from 'node:fs'
import { tryForAMoment, unblocked } from './unblocked.ts'

/**
 * Writes to stderr at once, so that the text is there also if the process ends right after it. If nobody reads, it gives up
 * after a moment: a stuck or missing reader must neither keep the process from ending nor change how it ends. It doesn't throw.
 */
export function say(text: string): void {
  let rest: Uint8Array = Buffer.from(text)
  try {
    const file = unblocked(2)
    tryForAMoment(() => {
      rest = rest.subarray(written(file, rest))
      return rest.length === 0
    })
    if (file !== 2) closeSync(file)
  } catch {
    // There is nowhere left to say it.
  }
}

/** @returns how many bytes were accepted @throws the system's error, if nobody will ever read */
function written(file: number, bytes: Uint8Array): number {
  try {
    return writeSync(file, bytes)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0
    throw error
  }
}
