import { refuseOldNode } from './node-version.ts'

if (!refuseOldNode()) {
  const { runCommand } = await import('./cli/run-command.ts')
  process.exitCode = await runCommand(process.argv.slice(2))
}
