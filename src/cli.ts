import { closeInspector } from './close-inspector.ts'
import { refuseOldNode } from './node-version.ts'

closeInspector()
if (!refuseOldNode()) {
  const { runCommand } = await import('./cli/run-command.ts')
  process.exitCode = await runCommand(process.argv.slice(2))
}
