import { describeError } from '../errors.ts'
import { closeInspector } from './close-inspector.ts'
import { refuseOldNode } from './node-version.ts'

/** Keeps the environment, which may hold credentials, out of diagnostic reports (Node.js docs: "Diagnostic report"). */
export function hideEnvironment(): void {
  process.report.excludeEnv = true
}

/**
 * What each of newkey's programs does before it imports anything else, so that a credential is safe from the debugger,
 * from diagnostic reports, and from the message and the stack of a fault that nobody awaited.
 * @param program how it is named on stderr
 * @returns false where this Node is too old, which is then on stderr already
 */
export function preamble(program: string): boolean {
  closeInspector()
  if (refuseOldNode()) return false
  hideEnvironment()
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${program} ended by a fault: ${describeError(error).error}\n`)
    process.exit(1)
  })
  return true
}
