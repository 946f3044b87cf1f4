import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { NewkeyError } from '../errors.ts'

/** Whether the arguments ask for help: there are none, they begin with `help`, or a help option follows the command. */
export const asksForHelp = ([command, ...rest]: readonly string[]): boolean =>
  command === undefined ||
  ['help', '-h', '--help'].includes(command) ||
  (command === 'audit' ? rest.slice(0, 2) : rest.slice(0, 1)).some((word) => ['-h', '--help'].includes(word))

/** For commands without arguments. @throws NewkeyError `config_invalid` if there are any */
export function refuseArguments(args: readonly string[]): void {
  if (args.length > 0)
    throw new NewkeyError('config_invalid', 'this command takes no arguments; see newkey help')
}

/**
 * The one argument of `audit backup`: a new file in an existing folder.
 * @throws NewkeyError `config_invalid`; `store_failed` when the folder doesn't exist
 */
export function readTarget(args: readonly string[]): string {
  const [target, ...more] = args
  if (!target || target.startsWith('-') || more.length > 0)
    throw new NewkeyError('config_invalid', 'name the file to copy to, and nothing else')
  const folder = dirname(resolve(target))
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new NewkeyError('store_failed', `there is no folder ${folder}; nothing was written`)
  return target
}
