import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { nearest } from '../config/edit-distance.ts'
import { NewkeyError } from '../errors.ts'
import { quoted } from './quoted.ts'

const HELP: readonly string[] = ['-h', '--help']

/**
 * Whether the arguments ask for help: there are none, they begin with `help`, or a help option is among them. The words of
 * `audit adopt` are the operator's own, so there it counts only before them.
 */
export const asksForHelp = (args: readonly string[]): boolean =>
  args.length === 0 ||
  args[0] === 'help' ||
  (args[0] === 'audit' && args[1] === 'adopt' ? args.slice(0, 3) : args).some((word) => HELP.includes(word))

/** For commands without arguments. @throws NewkeyError `config_invalid` if there are any */
export function refuseArguments(args: readonly string[]): void {
  const [first] = args
  if (first !== undefined)
    throw new NewkeyError(
      'config_invalid',
      `this command takes no arguments; remove ${typed(first)}, or see newkey help`,
    )
}

/**
 * Names the first option that a command doesn't have.
 * @param options those it has, such as `--csv`
 * @throws NewkeyError `config_invalid`
 */
export function refuseUnknownOptions(args: readonly string[], options: readonly string[]): void {
  const unknown = args.find((word) => word.startsWith('-') && !options.includes(nameOf(word)))
  if (unknown === undefined) return
  const near = nearestOf(nameOf(unknown), options)
  throw new NewkeyError(
    'config_invalid',
    `unknown option ${typed(nameOf(unknown))}; ${near === undefined ? '' : `did you mean ${near}? `}see newkey help`,
  )
}

/** What newkey says about a command that it doesn't have. @param commands those it has, such as `audit verify` */
export function explainUnknown(command: string, commands: readonly string[]): string {
  const near = nearestOf(command, commands)
  const advice = near === undefined ? '' : ` Did you mean newkey ${near}?`
  return `newkey has no command ${typed(command)}.${advice}`
}

const nameOf = (option: string): string => option.split('=')[0] ?? option
/** What somebody typed, short enough for one line and safe to print. */
const typed = (text: string): string => quoted(text.length > 40 ? `${text.slice(0, 40)}…` : text)

/** The nearest of a list, unless more than half of its letters would have to change. */
function nearestOf(word: string, list: readonly string[]): string | undefined {
  const meant = word.slice(0, 40).toLowerCase()
  // A command of two words is often typed without its first.
  const whole = list.find((one) => one.endsWith(` ${meant}`))
  if (whole !== undefined) return whole
  const near = nearest(meant, list)
  return near && near.edits <= near.word.length / 2 ? near.word : undefined
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
