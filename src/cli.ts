import { preamble } from './process/preamble.ts'

if (preamble('newkey’s command')) {
  const { runCommand } = await import('./cli/run-command.ts')
  process.exitCode = await runCommand(process.argv.slice(2))
}
