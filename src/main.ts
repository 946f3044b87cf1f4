const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 20)) {
  // Imported only now: an older Node lacks modules that the program needs, and would end with a stack trace.
  const { run } = await import('./run.ts')
  await run()
} else {
  process.stderr.write(`newkey needs Node 22.20 or later; this is ${process.versions.node}.\n`)
  process.exitCode = 1
}
