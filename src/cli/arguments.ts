import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { NewkeyError } from '../errors.ts'

/** Whether somebody asks how newkey's commands are used: instead of a command, or right after one. */
export const asksForHelp = ([command, ...rest]: readonly string[]): boolean =>
  command === undefined ||
  ['help', '-h', '--help'].includes(command) ||
  (command === 'audit' ? rest.slice(0, 2) : rest.slice(0, 1)).some((word) => ['-h', '--help'].includes(word))

/** @throws NewkeyError `config_invalid` for arguments to a command that has none */
export function refuseArguments(args: readonly string[]): void {
  if (args.length > 0) throw new NewkeyError('config_invalid', 'it takes no arguments; see newkey help')
}

/**
 * The one argument of `audit backup`: a file to be, in a folder that is there.
 * @throws NewkeyError `config_invalid`, `store_failed` when the folder is missing, which isn't made
 */
export function readTarget(args: readonly string[]): string {
  const [target, ...more] = args
  if (target === undefined || target.startsWith('-') || more.length > 0)
    throw new NewkeyError('config_invalid', 'name the file to copy to, and nothing else')
  const folder = dirname(resolve(target))
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new NewkeyError('store_failed', `there is no folder ${folder}; nothing was written`)
  return target
}
