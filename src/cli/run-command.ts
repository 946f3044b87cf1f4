import { readDatabase } from '../config/database.ts'
import { readConfig } from '../config/read-config.ts'
import { readEnvironment } from '../config/read-environment.ts'
import { createSettings } from '../config/settings.ts'
import { NewkeyError, sentence } from '../errors.ts'
import { closeStrayInspector } from '../process/close-inspector.ts'
import { adopt } from './adopt.ts'
import { asksForHelp, readTarget, refuseArguments } from './arguments.ts'
import { auditBackup, auditExport, auditVerify } from './audit.ts'
import { reconcileOnce } from './reconcile-once.ts'
import { status } from './status.ts'
import { invalidSettings, problemsOf } from './valid-config.ts'

/** The help for `npm run -s newkey -- …`. */
export const USAGE = `newkey status                       shows what is open, since when, why, and what happens next
newkey reconcile                    does one pass over it; refused while newkey runs on the same file
newkey audit verify [--since SEQ:HASH]… [--adopted SEQ:HASH]…
                                    checks the whole chain, and that every saved checkpoint is in it
newkey audit export [--csv]         writes every record to stdout, as JSON lines or CSV
newkey audit backup FILE            copies the database, even while newkey runs
newkey audit adopt SEQ:HASH WHY     declares, after a restore, that records up to this checkpoint are missing;
                                    use "unknown" for SEQ:HASH if the .head file next to the database is lost too
`

/** Runs one of the operator's commands. @returns the exit code: 0; 1 for a failure; 2 for a wrong command or wrong settings */
export async function runCommand(args: readonly string[]): Promise<number> {
  // The reader of the output may close it early, as `head` does.
  process.stdout.on('error', () => process.exit(0))
  const write = (text: string): void => void process.stdout.write(text)
  const complain = (text: string): void => void process.stderr.write(text)
  if (asksForHelp(args)) {
    write(USAGE)
    return 0
  }
  const [command = '', ...rest] = args[0] === 'audit' ? [args.slice(0, 2).join(' '), ...args.slice(2)] : args
  try {
    closeStrayInspector()
    const { env, refused, warnings } = readEnvironment()
    for (const line of warnings) complain(`Warning: ${line}\n`)
    const config = readConfig(env)
    if (refused.length > 0) throw invalidSettings([...refused, ...problemsOf(config)])
    const settings = createSettings(env)
    const database = readDatabase(settings)
    if (database === undefined) throw invalidSettings(settings.problems)
    switch (command) {
      case 'status':
        refuseArguments(rest)
        return await status(database, write)
      case 'reconcile':
        refuseArguments(rest)
        return await reconcileOnce(config, write)
      case 'audit verify':
        return await auditVerify(database, rest, write)
      case 'audit export':
        return await auditExport(database, rest, process.stdout)
      case 'audit backup':
        return await auditBackup(database, readTarget(rest), write)
      case 'audit adopt':
        return await adopt(config, rest, write)
      default:
        complain(USAGE)
        return 2
    }
  } catch (error) {
    const what = error instanceof NewkeyError ? error.message : 'an unexpected error'
    // The last line of a list ends with its own full stop or with a command to type.
    complain(`newkey ${command}: ${what.includes('\n') ? what : sentence(what)}\n`)
    return error instanceof NewkeyError && error.code === 'config_invalid' ? 2 : 1
  }
}
