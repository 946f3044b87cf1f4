import { environment, readConfig, readFile } from '../config.ts'
import { NewkeyError, sentence } from '../errors.ts'
import { createSettings } from '../settings.ts'
import { adopt } from './adopt.ts'
import { auditBackup, auditExport, auditVerify } from './audit.ts'
import { reconcileOnce } from './reconcile-once.ts'
import { status } from './status.ts'

/** `npm run -s newkey -- …` */
export const USAGE = `newkey status                       what is open, since when, why, and what happens next
newkey reconcile                    one pass over it; refused while newkey runs on the same file
newkey audit verify [--since SEQ:HASH]… [--adopted SEQ:HASH]…
                                    checks the whole chain, and that every checkpoint kept elsewhere is in it
newkey audit export [--csv]         every record on stdout, as JSON lines or CSV
newkey audit backup FILE            copies the database, also while newkey runs
newkey audit adopt SEQ:HASH WHY     declares, after a restore, that records up to this checkpoint are missing;
                                    "unknown" for SEQ:HASH where the file beside the database is lost too
`

/** Runs one command of the operator. @returns its exit code: 0, 1 for a no, 2 for a command that isn't one */
export async function runCommand(args: readonly string[]): Promise<number> {
  // Whoever reads the output may stop reading, as `head` does.
  process.stdout.on('error', () => process.exit(0))
  const write = (text: string): void => void process.stdout.write(text)
  const complain = (text: string): void => void process.stderr.write(text)
  const [command = '', ...rest] = args[0] === 'audit' ? [args.slice(0, 2).join(' '), ...args.slice(2)] : args
  try {
    const env = environment()
    const settings = createSettings(env)
    const file = readFile(settings)
    if (file === undefined) throw new NewkeyError('config_invalid', settings.problems.join(' '))
    const config = readConfig(env)
    switch (command) {
      case 'status':
        return await status(file, write)
      case 'reconcile':
        return await reconcileOnce(config, write)
      case 'audit verify':
        return auditVerify(file, rest, write)
      case 'audit export':
        return await auditExport(file, rest, process.stdout)
      case 'audit backup':
        return await auditBackup(file, rest, write)
      case 'audit adopt':
        return await adopt(config, rest, write)
      default:
        complain(USAGE)
        return command === '' || command === 'help' ? 0 : 2
    }
  } catch (error) {
    const what = error instanceof NewkeyError ? error.message : 'an unexpected fault'
    complain(`newkey ${command}: ${sentence(what)}\n`)
    return error instanceof NewkeyError && error.code === 'config_invalid' ? 2 : 1
  }
}
