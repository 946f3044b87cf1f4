import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openAuditReader } from '../../src/store/sqlite/audit-reader.ts'
import { backUp } from '../../src/store/sqlite/backup.ts'
import { takeLock } from '../../src/store/sqlite/lock.ts'
import { openDatabase, openForReading } from '../../src/store/sqlite/open.ts'
import { realPathOf, syncFolder } from '../../src/store/sqlite/own-file.ts'
import { takeDatabase } from '../../src/store/sqlite/take-ownership.ts'
import { itNeeds } from '../needs.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'newkey-own-')))
  file = join(folder, 'newkey.db')
})
let server: Server | undefined
afterEach(() => {
  server?.close()
  server = undefined
  rmSync(folder, { recursive: true, force: true })
})

const time = { monotonic: () => 0, pause: async () => undefined }
const lock = (name: string) => takeLock(name, time, 0)
const made = async (): Promise<void> => (await openDatabase(file)).destroy()

describe('given one database with several names', () => {
  it('when a link leads to it, then the lock is the same for every name', async () => {
    await made()
    const other = join(folder, 'other')
    mkdirSync(other)
    symlinkSync(file, join(other, 'link.db'))
    symlinkSync(folder, join(other, 'folder'))
    const release = await lock(join(other, 'link.db'))
    for (const name of [file, join(other, 'folder', 'newkey.db'), join(other, 'link.db')])
      await expect(lock(name)).rejects.toMatchObject({ code: 'database_locked' })
    release()
    ;(await lock(file))()
  })

  it.each(['', '.lock', '.head'])(
    'when newkey.db%s has two hard links, then it is refused',
    async (ending) => {
      await made()
      ;(await lock(file))()
      linkSync(file + ending, join(folder, 'second'))
      const open = async (): Promise<void> => {
        ;(await lock(file))()
        await made()
      }
      await expect(open()).rejects.toMatchObject({
        code: 'store_failed',
        message: expect.stringContaining(`newkey.db${ending} has 2 hard links`),
      })
      if (ending === '') {
        expect(() => openForReading(file)).toThrow('has 2 hard links')
        await expect(backUp(file, join(folder, 'copy.db'))).rejects.toThrow('has 2 hard links')
      }
    },
  )
})

describe('given a folder that can’t be made', () => {
  it.each(['/proc/x/y/newkey.db', '/sys/x/newkey.db', '/etc/passwd/x/newkey.db'])(
    'when the database is to be %s, then that ends with a word, and not in a loop',
    (path) => {
      expect(() => realPathOf(path)).toThrow('can')
    },
  )
})

describe('given something in the place of a file of newkey’s', () => {
  const places = ['', '.lock', '.head'] as const
  const things: [string, (path: string) => unknown, string][] = [
    ['a folder', (path) => mkdirSync(path, { mode: 0o755 }), "isn't a regular file"],
    ['a pipe', (path) => spawnSync('mkfifo', ['-m', '644', path]), "isn't a regular file"],
    [
      'a socket',
      async (path) => {
        server = createServer().listen(path)
        await once(server, 'listening')
      },
      "isn't a regular file",
    ],
    ['a link to nothing', (path) => symlinkSync(join(folder, 'nothing'), path), 'link'],
  ]
  it.each(places.flatMap((place) => things.map(([what, put, says]) => ({ place, what, put, says }))))(
    'when newkey.db$place is $what, then it is refused and left as it is',
    async ({ place, put, says }) => {
      await put(file + place)
      const { mode, ino } = lstatSync(file + place)
      const open = async (): Promise<void> => {
        ;(await lock(file))()
        await made()
      }
      // A link beside the database is no regular file, wherever it leads.
      await expect(open()).rejects.toThrow(place === '' ? says : "isn't a regular file")
      expect(lstatSync(file + place)).toMatchObject({ mode, ino })
      expect(lstatSync(join(folder, 'nothing'), { throwIfNoEntry: false })).toBeUndefined()
    },
  )

  it('when it is a device, then it is refused, and its mode stays', async () => {
    const { mode } = statSync('/dev/null')
    await expect(openDatabase('/dev/null')).rejects.toThrow("isn't a regular file")
    symlinkSync('/dev/null', file)
    await expect(openDatabase(file)).rejects.toThrow("isn't a regular file")
    expect(statSync('/dev/null').mode).toBe(mode)
  })

  it('when a link beside it leads to somebody’s file, then that file stays as it is', async () => {
    const theirs = join(folder, 'theirs')
    for (const beside of ['.head', '.lock', '-wal', '-journal']) {
      writeFileSync(theirs, '', { mode: 0o644 })
      rmSync(file + beside, { force: true })
      symlinkSync(theirs, file + beside)
      await expect(lock(file).then((release) => made().finally(release))).rejects.toThrow(
        "isn't a regular file",
      )
      expect(readFileSync(theirs, 'utf8')).toBe('')
      expect(statSync(theirs).mode & 0o777).toBe(0o644)
      rmSync(file + beside)
    }
  })

  itNeeds('root')('when it belongs to another user, then it is refused and left as it is', async () => {
    writeFileSync(file, '', { mode: 0o644 })
    chownSync(file, 4_711, 4_711)
    await expect(openDatabase(file)).rejects.toThrow('belongs to another user')
    expect(statSync(file).mode & 0o777).toBe(0o644)
  })

  it.each([
    ['a text', () => writeFileSync(file, 'Dear auditor, '.repeat(50), { mode: 0o644 })],
    [
      'somebody else’s SQLite database',
      () => {
        const db = new DatabaseSync(file)
        db.exec('create table theirs (what text)')
        db.close()
      },
    ],
  ])('when it is %s, then it is refused and left as it is', async (_, put) => {
    put()
    const [bytes, { mode }] = [readFileSync(file), statSync(file)]
    await expect(openDatabase(file)).rejects.toThrow('was not created by newkey')
    expect(readFileSync(file).equals(bytes)).toBe(true)
    expect(statSync(file).mode).toBe(mode)
  })
})

describe('given a backup', () => {
  const copy = (): string => join(folder, 'copy.db')

  it.each(['', '-journal', '-wal'])(
    'when its target%s is a link to nothing, then nothing is written',
    async (ending) => {
      await made()
      symlinkSync(join(folder, 'nothing'), copy() + ending)
      await expect(backUp(file, copy())).rejects.toThrow('already exists; nothing was written')
      expect(lstatSync(copy() + ending).isSymbolicLink()).toBe(true)
      expect(lstatSync(join(folder, 'nothing'), { throwIfNoEntry: false })).toBeUndefined()
    },
  )

  it('when it fails, then nothing of it stays', async () => {
    writeFileSync(file, 'no database '.repeat(100))
    await expect(backUp(file, copy())).rejects.toMatchObject({ code: 'store_failed' })
    expect(lstatSync(copy(), { throwIfNoEntry: false })).toBeUndefined()
  })

  it('when it is made, then it is its owner’s alone, and the file with the end of the log isn’t copied', async () => {
    await made()
    await backUp(file, copy())
    expect(statSync(copy()).mode & 0o777).toBe(0o600)
    expect(lstatSync(`${copy()}.head`, { throwIfNoEntry: false })).toBeUndefined()
  })
})

describe('given a name that leads to something that isn’t newkey’s', () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const take = () => takeDatabase(file, { ...time, log }, 0)

  it.each([
    ['a text', (path: string) => writeFileSync(path, 'root:x:0:0:'.repeat(50))],
    ['a foreign database', foreign],
    ['a pipe', (path: string) => spawnSync('mkfifo', [path])],
  ])('when it is %s, then nothing is made beside it', async (_, put) => {
    const there = join(folder, 'there')
    mkdirSync(there)
    put(join(there, 'theirs'))
    symlinkSync(join(there, 'theirs'), file)
    const before = readdirSync(there)
    await expect(take()).rejects.toMatchObject({ code: 'store_failed' })
    expect(readdirSync(there)).toEqual(before)
  })

  it.each(['.lock', '.head', '-wal', '-shm', '-journal'])(
    'when newkey.db%s isn’t newkey’s, then nothing is made or changed',
    async (ending) => {
      writeFileSync(file, '', { mode: 0o644 })
      symlinkSync('/dev/null', file + ending)
      const before = readdirSync(folder)
      await expect(take()).rejects.toThrow("isn't a regular file")
      await expect(openDatabase(file)).rejects.toThrow("isn't a regular file")
      expect(statSync(file).mode & 0o777).toBe(0o644)
      expect(readdirSync(folder)).toEqual(before)
    },
  )
})

/** Somebody else's database, in the mode in which SQLite leaves files beside it. */
function foreign(path: string): void {
  const db = new DatabaseSync(path)
  db.exec('pragma journal_mode = wal; create table theirs (what text)')
  db.close()
}

describe('given a file to read that isn’t a database of newkey', () => {
  it.each([
    ['somebody else’s database', foreign],
    ['an empty file', (path: string) => writeFileSync(path, '')],
    ['a text', (path: string) => writeFileSync(path, 'no database '.repeat(100))],
  ])('when it is %s, then it is refused, and nothing is left beside it', async (_, put) => {
    put(file)
    const before = readdirSync(folder)
    const says = `${file} isn't a newkey database`
    await expect(backUp(file, join(folder, 'copy.db'))).rejects.toMatchObject({ message: says })
    await expect(openAuditReader(file)).rejects.toThrow(says)
    expect(() => openForReading(file)).toThrow(says)
    expect(readdirSync(folder)).toEqual(before)
  })
})

describe('given a folder that can’t be synced', () => {
  it('when a file is made in it, then that is no fault', () => {
    expect(() => syncFolder(join(folder, 'nothing'))).not.toThrow()
  })
})
