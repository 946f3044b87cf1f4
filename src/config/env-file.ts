import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { parseEnv } from 'node:util'
import { checkLines } from './env-lines.ts'

/** What `.env` contains, and what is wrong with it. */
export interface EnvFile {
  readonly lines: Readonly<Record<string, string | undefined>>
  /** Why newkey doesn't use the file, each with its fix. */
  readonly refused: readonly string[]
  /** What is wrong with the file but doesn't prevent the start, each with its fix. */
  readonly warnings: readonly string[]
}

/** The largest file that is read (bytes). */
const LARGEST = 1_048_576
/** Some editors on Windows put it before the text (The Unicode Standard, 23.8: "Byte Order Mark"). */
const BYTE_ORDER_MARK = '\uFEFF'
const UTF16_MARKS: ReadonlySet<number> = new Set([0xfffe, 0xfeff])

const NOTHING: EnvFile = { lines: {}, refused: [], warnings: [] }
/** The message says that no setting was read, since the list of problems goes on to name settings as missing. */
const refuse = (what: string, fix: string): EnvFile => ({
  ...NOTHING,
  refused: [`.env ${what}, so none of its settings were read. ${fix}`],
})
const unreadable = (): EnvFile =>
  refuse("exists but can't be read", 'Give the user that newkey runs as permission to read it.')

/**
 * Reads `.env`. A missing file has no lines. The file is opened once, and checked and read through the same handle, so that
 * nobody can replace it in between. For a symbolic link, its target is checked: secrets that Kubernetes and Docker mount
 * are links. A file is refused, and has no lines, if it can't be read, isn't a regular file, is larger than 1 MB or isn't
 * UTF-8 text. It doesn't throw.
 * @param me the uid that this process runs as; null where files have no owner and mode (Windows)
 */
export function readEnvFile(path: string, me: number | null = process.getuid?.() ?? null): EnvFile {
  const handle = open(path)
  if (handle === 'missing') return NOTHING
  if (handle === 'unreadable') return unreadable()
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile()) return refuse("isn't a regular file", 'Make it one, or remove it.')
    const file = read(handle)
    if (me === null || isUnread(file)) return file
    const access = checkAccess(stats, me)
    return {
      lines: file.lines,
      refused: [...file.refused, ...access.refused],
      warnings: access.warnings,
    }
  } catch {
    return unreadable()
  } finally {
    closeSync(handle)
  }
}

/** Whether a file is there whose lines weren't read, so that it isn't known what it sets. */
export const isUnread = ({ lines, refused }: EnvFile): boolean =>
  refused.length > 0 && Object.keys(lines).length === 0

function open(path: string): number | 'missing' | 'unreadable' {
  try {
    // Without O_NONBLOCK, a pipe that nobody writes to would block the start for ever. Windows doesn't have the flag.
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
    if (length > LARGEST) return refuse('is larger than 1 MB', 'Leave only settings in it.')
    if (UTF16_MARKS.has(bytes.readUInt16BE(0))) return refuse('is in UTF-16', 'Save it as UTF-8.')
    const text = bytes.toString('utf8', 0, length)
    if (text.includes('\0')) return refuse('contains NUL bytes, as text in UTF-16 does', 'Save it as UTF-8.')
    // Some old editors end lines with CR alone, which parseEnv takes for a part of the value.
    const plain = (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text).replace(/\r\n?/g, '\n')
    const lines = parseEnv(plain)
    return { lines, refused: checkLines(plain, new Set(Object.keys(lines))), warnings: [] }
  } finally {
    // The buffer held credentials.
    bytes.fill(0)
  }
}

/** Who owns the file, who can change it and who can read it. */
function checkAccess({ mode, uid }: Stats, me: number): Pick<EnvFile, 'refused' | 'warnings'> {
  const refused: string[] = []
  if (uid !== me && uid !== 0) refused.push(foreign(uid, me))
  if ((mode & 0o022) !== 0)
    refused.push(
      '.env can be changed by other users, who could make newkey send its credentials to them. Run: chmod 600 .env',
    )
  const warnings =
    (mode & 0o044) === 0
      ? []
      : [
          '.env holds credentials, and other users can read it. Run: chmod 600 .env (for a secret that Kubernetes mounts, set defaultMode: 0400)',
        ]
  return { refused, warnings }
}

/**
 * The message for a file of another user. Root is refused too, although it can read the file: the owner decides where
 * newkey sends credentials and which files it writes, and the service's own user couldn't open the files that root writes.
 */
function foreign(owner: number, me: number): string {
  const what = `.env belongs to another user (uid ${owner}), who can change it. Run newkey as that user`
  if (me === 0) return `${what}, such as with: sudo -u "#${owner}"`
  return `${what}. If newkey should always run as the current user (uid ${me}), run as root: chown ${me} .env`
}

/** The code of a system's error, such as ENOENT. */
export const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
