import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { parseEnv } from 'node:util'

export interface EnvFile {
  readonly lines: Readonly<Record<string, string | undefined>>
  /** Why newkey doesn't believe the file, each with its fix. */
  readonly refused: readonly string[]
  /** What is wrong with the file and doesn't stop the start, each with its fix. */
  readonly named: readonly string[]
}

const LARGEST = 1_048_576
/** What some editors on Windows put before a text (The Unicode Standard, 23.8: "Byte Order Mark"). */
const BYTE_ORDER_MARK = '\uFEFF'
const UTF16_MARKS: ReadonlySet<number> = new Set([0xfffe, 0xfeff])

const NOTHING: EnvFile = { lines: {}, refused: [], named: [] }
/** The list of problems goes on with settings that are missing, so the reader learns why they are. */
const refuse = (what: string, fix: string): EnvFile => ({
  ...NOTHING,
  refused: [`.env ${what}, so none of its settings was read. ${fix}`],
})
const unreadable = (): EnvFile =>
  refuse("is there and can't be read", 'Let the user that newkey runs as read it.')

/**
 * Reads `.env`, or says that there is none by returning no lines. It is opened once, and judged and read through the
 * same handle, so that nobody can exchange it in between. A symbolic link is judged by what it leads to: secrets that
 * Kubernetes and Docker mount are links. What can't be read, isn't a regular file, has over 1 MB or isn't text in UTF-8
 * is refused, and has no lines.
 * @param me the user this process runs as; null where files have no such owner and modes (Windows)
 */
export function readEnvFile(path: string, me: number | null = process.getuid?.() ?? null): EnvFile {
  const handle = open(path)
  if (handle === 'missing') return NOTHING
  if (handle === 'unreadable') return unreadable()
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile()) return refuse("isn't a regular file", 'Make it one, or remove it.')
    const file = read(handle)
    return me === null || file.refused.length > 0 ? file : { ...file, ...judge(stats, me) }
  } catch {
    return unreadable()
  } finally {
    closeSync(handle)
  }
}

function open(path: string): number | 'missing' | 'unreadable' {
  try {
    // A pipe that nobody writes to would block the start for ever without O_NONBLOCK, which Windows doesn't have.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'missing' : 'unreadable'
  }
}

function read(handle: number): EnvFile {
  const bytes = Buffer.alloc(LARGEST + 1)
  let length = 0
  for (let more = -1; more !== 0 && length < bytes.length; length += more)
    more = readSync(handle, bytes, length, bytes.length - length, null)
  try {
    if (length > LARGEST) return refuse('has more than 1 MB', 'Leave only settings in it.')
    if (UTF16_MARKS.has(bytes.readUInt16BE(0))) return refuse('is in UTF-16', 'Save it as UTF-8.')
    const text = bytes.toString('utf8', 0, length)
    if (text.includes('\0'))
      return refuse("holds NUL bytes, which text in UTF-8 doesn't have (UTF-16 does)", 'Save it as UTF-8.')
    return { ...NOTHING, lines: parseEnv(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text) }
  } finally {
    // It held credentials.
    bytes.fill(0)
  }
}

function judge({ mode, uid }: Stats, me: number): Pick<EnvFile, 'refused' | 'named'> {
  const refused: string[] = []
  if (uid !== me && uid !== 0) refused.push(foreign(uid, me))
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

/**
 * Root, who can read the file, is refused like everybody else: its owner decides where newkey sends credentials and
 * which files it writes, and what root's newkey writes the service's own user couldn't open any more.
 */
function foreign(owner: number, me: number): string {
  const what = `.env belongs to another user (uid ${owner}), who can change it. Run newkey as that user`
  if (me === 0) return `${what}, such as with: sudo -u "#${owner}"`
  return `${what}. If newkey is always to run as this one (uid ${me}), let root run: chown ${me} .env`
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
