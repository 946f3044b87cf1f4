import { describeError } from '../errors.ts'
import { closeInspector } from './close-inspector.ts'
import { refuseOldNode } from './node-version.ts'
import { say } from './stderr.ts'

/** Keeps the environment, which may hold credentials, out of diagnostic reports (Node.js docs: "Diagnostic report"). */
export function hideEnvironment(): void {
  process.report.excludeEnv = true
}

/**
 * Runs in each of newkey's programs before it imports anything else. It keeps credentials out of the debugger, out of
 * diagnostic reports, and out of the message and stack trace of an uncaught error.
 * @param program its name on stderr
 * @returns false if this Node is too old; stderr then says so
 */
export function preamble(program: string): boolean {
  closeInspector()
  if (refuseOldNode()) return false
  hideEnvironment()
  process.on('uncaughtException', (error) => {
    say(`${program} ended by a fault: ${describeError(error).error}\n`)
    process.exit(1)
  })
  return true
}
