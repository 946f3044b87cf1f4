import { readDatabase } from '../config/database.ts'
import { readConfig } from '../config/read-config.ts'
import { readEnvironment } from '../config/read-environment.ts'
import { createSettings } from '../config/settings.ts'
import { NewkeyError, sentence } from '../errors.ts'
import { closeStrayInspector } from '../process/close-inspector.ts'
import { say } from '../process/stderr.ts'
import { asksForHelp, explainUnknown, readTarget, refuseArguments } from './arguments.ts'
import { invalidSettings, problemsOf } from './valid-config.ts'

/** The help for `npm run -s newkey -- …`. */
export const USAGE = `newkey status                       shows what is pending, since when, why, and what happens next
newkey reconcile                    works on what is pending, once; refused while newkey runs on the same file
newkey audit verify [--since SEQ:HASH]… [--adopted SEQ:HASH]…
                                    checks that the audit log is intact, and holds every saved checkpoint
newkey audit export [--csv]         writes every record to stdout, as JSON lines or CSV
newkey audit backup FILE            copies the database, even while newkey runs
newkey audit adopt SEQ:HASH WHY     declares, after a restore, that records up to this checkpoint are missing;
                                    use "unknown" for SEQ:HASH if the .head file next to the database is lost too
newkey help                         shows this; so does --help after any command

newkey status, audit verify, audit export and audit backup need only DATABASE_URL. Problems with other settings don't stop them.
Exit codes: 0 done; 1 failed, or the audit log isn't proved intact; 2 wrong command, argument or setting.
`

/** The commands that only read the database. What is wrong with other settings doesn't concern them. */
const READING: readonly string[] = ['status', 'audit verify', 'audit export', 'audit backup']
const COMMANDS: readonly string[] = [...READING, 'reconcile', 'audit adopt', 'help']

/** Runs one of the operator's commands. @returns the exit code: 0; 1 for a failure; 2 for a wrong command or wrong settings */
export async function runCommand(args: readonly string[]): Promise<number> {
  // The reader of an export may close it early, as `head` does. Whatever else can't be written would be missed. What a
  // check found is in the exit code too, so a reader who doesn't want its words doesn't change it.
  process.stdout.on('error', (error) => {
    const code = 'code' in error ? String(error.code) : 'unknown'
    if (code !== 'EPIPE') {
      say(`newkey: the output can't be written (${code}), so it is incomplete.\n`)
      process.exit(1)
    }
    if (args[1] === 'export') process.exit(0)
  })
  const write = (text: string): void => void process.stdout.write(text)
  const complain = say
  if (asksForHelp(args)) {
    write(USAGE)
    return 0
  }
  const [command = '', ...rest] = args[0] === 'audit' ? [args.slice(0, 2).join(' '), ...args.slice(2)] : args
  if (!COMMANDS.includes(command)) {
    complain(`${explainUnknown(command, COMMANDS)}\n\n${USAGE}`)
    return 2
  }
  try {
    closeStrayInspector()
    const { env, refused, warnings, databaseUnknown } = readEnvironment()
    const config = readConfig(env)
    if (READING.includes(command)) {
      if (databaseUnknown.length > 0) throw invalidSettings(databaseUnknown)
      for (const line of [...refused, ...warnings]) complain(`Warning: ${line}\n`)
    } else {
      for (const line of warnings) complain(`Warning: ${line}\n`)
      if (refused.length > 0) throw invalidSettings([...refused, ...problemsOf(config)])
    }
    const settings = createSettings(env)
    const database = readDatabase(settings)
    if (database === undefined) throw invalidSettings(settings.problems)
    // Only what the command needs is loaded: Slack's library alone takes longer than most of them.
    switch (command) {
      case 'status': {
        refuseArguments(rest)
        const { status } = await import('./status.ts')
        return await status(database, write)
      }
      case 'reconcile': {
        refuseArguments(rest)
        const { reconcileOnce } = await import('./reconcile-once.ts')
        return await reconcileOnce(config, write)
      }
      case 'audit verify': {
        const { auditVerify } = await import('./audit.ts')
        return await auditVerify(database, rest, write)
      }
      case 'audit export': {
        const { auditExport } = await import('./audit.ts')
        return await auditExport(database, rest, process.stdout)
      }
      case 'audit backup': {
        const target = readTarget(rest)
        const { auditBackup } = await import('./audit.ts')
        return await auditBackup(database, target, write)
      }
      case 'audit adopt': {
        const { adopt } = await import('./adopt.ts')
        return await adopt(config, rest, write)
      }
      default:
        throw new NewkeyError('config_invalid', explainUnknown(command, COMMANDS))
    }
  } catch (error) {
    const what = error instanceof NewkeyError ? error.message : 'an unexpected error'
    // The last line of a list ends with its own full stop or with a command to type.
    complain(`newkey ${command}: ${what.includes('\n') ? what : sentence(what)}\n`)
    return error instanceof NewkeyError && error.code === 'config_invalid' ? 2 : 1
  }
}
