import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { codeOf } from './env-file.ts'
import { CREDENTIALS } from './known-settings.ts'
import type { Environment } from './settings.ts'
import { fileSetting, readValue } from './value.ts'

/** The environment with the credentials that were read from files, and what is wrong with those files. */
export interface CredentialFiles {
  readonly env: Environment
  /** Files that can't be used, each with its path and fix. Their settings stay in `env`, so that nobody calls them missing. */
  readonly refused: readonly string[]
  readonly warnings: readonly string[]
}

/** The largest file that is read (bytes). Credentials take less than 300. */
const LARGEST = 16_384
/** The marks of UTF-16 (The Unicode Standard, 23.8: "Byte Order Mark"). */
const UTF16_MARKS: ReadonlySet<number> = new Set([0xfffe, 0xfeff])

/**
 * Reads each credential whose `…_FILE` is set, such as a secret that Docker or Kubernetes mounts. A byte order mark, and
 * blanks and line breaks around the credential, don't belong to it. It doesn't throw, and repeats nothing of a file.
 */
export function readCredentialFiles(environment: Environment): CredentialFiles {
  const env = { ...environment }
  const refused: string[] = []
  const warnings: string[] = []
  for (const name of CREDENTIALS) {
    const setting = fileSetting(name)
    const path = readValue(env[setting])
    if (!path) continue
    if (env[name]?.trim()) {
      refused.push(`${name} and ${setting} are both set. Set only one of them.`)
      continue
    }
    const found = read(path)
    if ('problem' in found) {
      refused.push(`${setting}: ${shown(path)} ${found.problem}`)
      continue
    }
    env[name] = found.text
    delete env[setting]
    if (found.mode & 0o006)
      warnings.push(
        `${setting}: every user of this machine can ${found.mode & 0o002 ? 'change' : 'read'} ${shown(path)}, which holds a credential. Run: chmod o= ${shown(path)} (for a secret that Docker or Kubernetes mounts, set its mode to 0400)`,
      )
  }
  return { env, refused, warnings }
}

function read(path: string): { readonly text: string; readonly mode: number } | { readonly problem: string } {
  let handle: number | undefined
  const bytes = Buffer.alloc(LARGEST + 1)
  try {
    // Without O_NONBLOCK, a pipe that nobody writes to would block the start for ever. Windows doesn't have the flag.
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = fstatSync(handle)
    if (!stats.isFile())
      return { problem: "isn't a regular file. Name a file that holds the credential alone." }
    let length = 0
    for (let more = -1; more !== 0 && length < bytes.length; length += more)
      more = readSync(handle, bytes, length, bytes.length - length, null)
    if (length > LARGEST) return { problem: 'is larger than 16 KB. Leave only the credential in it.' }
    const text = bytes.toString('utf8', 0, length)
    if (UTF16_MARKS.has(bytes.readUInt16BE(0)) || text.includes('\0'))
      return { problem: "isn't UTF-8 text. Save it as UTF-8." }
    const credential = text.trim()
    if (credential === '') return { problem: 'is empty. Write the credential into it.' }
    if (/[\r\n]/.test(credential)) return { problem: 'has several lines. Leave only the credential in it.' }
    return { text: credential, mode: stats.mode }
  } catch (error) {
    return codeOf(error) === 'ENOENT'
      ? { problem: "doesn't exist. Correct the path, or create the file." }
      : { problem: "can't be read. Give the user that newkey runs as permission to read it." }
  } finally {
    if (handle !== undefined) closeSync(handle)
    // The buffer held a credential.
    bytes.fill(0)
  }
}

/** The path, unless it looks like a credential that was put in its place. */
function shown(path: string): string {
  const isToken = /^(xox|xapp)/.test(path) || (path.length >= 24 && /^[A-Za-z0-9]+$/.test(path))
  return isToken || /\p{C}/u.test(path) ? 'this file' : path
}
