/** Says in one line when this Node is too old for newkey, and lets the process end with 1. @returns whether it is */
export function refuseOldNode(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 20)) return false
  process.stderr.write(`newkey needs Node 22.20 or later; this is ${process.versions.node}.\n`)
  process.exitCode = 1
  return true
}
