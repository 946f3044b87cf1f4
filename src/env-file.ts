import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { parseEnv } from 'node:util'
import { NewkeyError } from './errors.ts'

export interface EnvFile {
  readonly lines: Readonly<Record<string, string | undefined>>
  /** Why newkey doesn't believe the file, each with its fix. */
  readonly refused: readonly string[]
  /** What is wrong with the file and doesn't stop the start, each with its fix. */
  readonly named: readonly string[]
}

const LARGEST = 1_048_576

/**
 * Reads `.env`, or says that there is none by returning no lines. It is opened once, and judged and read through the
 * same handle, so that nobody can exchange it in between. A symbolic link is judged by what it leads to: secrets that
 * Kubernetes and Docker mount are links.
 * @param me the user this process runs as; null where files have no such owner and modes (Windows)
 * @throws NewkeyError `config_invalid` when it can't be read, isn't a regular file, or has over 1 MB
 */
export function readEnvFile(path: string, me: number | null = process.getuid?.() ?? null): EnvFile {
  const handle = open(path)
  if (handle === undefined) return { lines: {}, refused: [], named: [] }
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile()) throw new NewkeyError('config_invalid', ".env isn't a regular file")
    const lines = parseEnv(read(handle))
    return me === null ? { lines, refused: [], named: [] } : { lines, ...judge(stats, me) }
  } catch (error) {
    if (error instanceof NewkeyError) throw error
    throw unreadable(error)
  } finally {
    closeSync(handle)
  }
}

function open(path: string): number | undefined {
  try {
    // A pipe that nobody writes to would block the start for ever without O_NONBLOCK, which Windows doesn't have.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw unreadable(error)
  }
}

function read(handle: number): string {
  const bytes = Buffer.alloc(LARGEST + 1)
  let length = 0
  for (let more = -1; more !== 0 && length < bytes.length; length += more)
    more = readSync(handle, bytes, length, bytes.length - length, null)
  if (length > LARGEST) throw new NewkeyError('config_invalid', '.env has more than 1 MB')
  const text = bytes.toString('utf8', 0, length)
  // It held credentials.
  bytes.fill(0)
  return text
}

function judge({ mode, uid }: Stats, me: number): Pick<EnvFile, 'refused' | 'named'> {
  const refused: string[] = []
  if (uid !== me && uid !== 0)
    refused.push('.env belongs to another user, who can change it. Make it yours: chown "$(id -u)" .env')
  if ((mode & 0o022) !== 0)
    refused.push(
      '.env can be changed by others, who could make newkey send its credentials to them. Run: chmod 600 .env',
    )
  const named =
    (mode & 0o044) === 0
      ? []
      : [
          '.env can be read by others, and it holds credentials. Run: chmod 600 .env (a secret that Kubernetes mounts: defaultMode 0400)',
        ]
  return { refused, named }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined

function unreadable(cause: unknown): NewkeyError {
  return new NewkeyError('config_invalid', ".env is there and can't be read", { cause })
}
