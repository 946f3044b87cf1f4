import { say } from './stderr.ts'

/** If this Node is too old for newkey, says so on stderr and sets the exit code to 1. @returns whether it is too old */
export function refuseOldNode(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 20)) return false
  say(`newkey needs Node 22.20 or later; this is ${process.versions.node}.\n`)
  process.exitCode = 1
  return true
}
