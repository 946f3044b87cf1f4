import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { GENESIS } from '../../src/audit/chain.ts'
import { adopted } from '../../src/domain/adopted.ts'
import { createAuditLog } from '../../src/store/audit.ts'
import { backUp } from '../../src/store/sqlite/backup.ts'
import { readHeadFile } from '../../src/store/sqlite/head-file.ts'
import { openDatabase } from '../../src/store/sqlite/open.ts'
import { readGoneBack } from '../../src/store/sqlite/read-gone-back.ts'
import { createTransact } from '../../src/store/transact.ts'
import type { GoneBack, OwnDatabase } from '../../src/store/witness.ts'
import { ACCOUNT, NOW } from '../unit/ids.ts'

let folder: string
let file: string
let head: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'newkey-back-'))
  file = join(folder, 'newkey.db')
  head = `${file}.head`
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const logOf = (db: OwnDatabase, now: () => number) =>
  createAuditLog(db, createTransact(db, { now, onAudit: () => undefined }))
/** Appends a record like no other. */
const append = (db: OwnDatabase) =>
  logOf(db, () => NOW + ++time).append(adopted({ account: ACCOUNT, region: 'us1' }, '', undefined))
let time = 0

/** Appends so many records, and closes the database. @returns what the file beside it said after each */
async function write(records: number): Promise<string[]> {
  const db = await openDatabase(file)
  const said: string[] = []
  for (let number = 0; number < records; number++) {
    await append(db)
    if (existsSync(head)) said.push(readFileSync(head, 'ascii'))
  }
  await db.destroy()
  return said
}

/** How the next start finds the database; and somebody who only reads finds the same. */
async function found(): Promise<GoneBack['kind'] | 'well'> {
  const read = (await readGoneBack(file))?.kind ?? 'well'
  const db = await openDatabase(file)
  const kind = db.witness.goneBack()?.kind ?? 'well'
  await db.destroy()
  expect(read).toBe(kind)
  return kind
}

const back = async (copy: string): Promise<void> => {
  for (const beside of ['-wal', '-shm']) rmSync(file + beside, { force: true })
  copyFileSync(copy, file)
}

describe('given a database that newkey makes', () => {
  it('then a file beside it says where the log ends, as one line of fixed length, for its owner alone', async () => {
    const db = await openDatabase(file)
    expect(readFileSync(head, 'ascii')).toBe(`${'0'.repeat(15)}:${GENESIS}\n`)
    const first = await append(db)
    const second = await append(db)
    expect(readFileSync(head, 'ascii')).toBe(`000000000000002:${second.hash}\n`)
    expect(first.hash).not.toBe(second.hash)
    expect(statSync(head).mode & 0o777).toBe(0o600)
    await db.destroy()
    expect(await found()).toBe('well')
  })

  it('when a transaction fails, then the file stays as it is', async () => {
    const db = await openDatabase(file)
    await append(db)
    const before = readFileSync(head, 'ascii')
    await expect(
      logOf(db, () => {
        throw new Error('no clock')
      }).append(adopted({ account: ACCOUNT, region: 'us1' }, '', undefined)),
    ).rejects.toMatchObject({ code: 'store_failed' })
    expect(readFileSync(head, 'ascii')).toBe(before)
    await append(db)
    await db.destroy()
    expect(await found()).toBe('well')
  })
})

describe('given a file that is behind an honest database', () => {
  it.each([
    ['by one, as after a crash between the commit and the file', 3],
    ['by many, as after a power cut', 0],
  ])('when it is behind %s, then all is well, and the next start makes it good', async (_, record) => {
    const said = await write(5)
    writeFileSync(head, said[record] ?? '')
    expect(await found()).toBe('well')
    expect(readFileSync(head, 'ascii')).toBe(said[4])
  })

  it('when the first record was committed and the process ended before the file, then all is well', async () => {
    await write(1)
    writeFileSync(head, `${'0'.repeat(15)}:${GENESIS}\n`)
    expect(await found()).toBe('well')
  })
})

describe('given a database that went back', () => {
  it.each([
    ['the newest file stands beside it', (): void => undefined, 'lacks'],
    ['no file stands beside it', () => rmSync(head), 'missing'],
    ['the file is empty', () => truncateSync(head), 'unreadable'],
    ['the file is torn', () => truncateSync(head, 40), 'unreadable'],
    ['the file says something else', () => writeFileSync(head, `${'x'.repeat(80)}\n`), 'unreadable'],
    ['the file is longer', () => writeFileSync(head, 'more', { flag: 'a' }), 'unreadable'],
    [
      'the file is that of an empty database',
      () => writeFileSync(head, `${'0'.repeat(15)}:${GENESIS}\n`),
      'missing',
    ],
  ])('when %s, then it is told apart, on every start until it is declared', async (_, change, kind) => {
    await write(3)
    const copy = join(folder, 'copy.db')
    await backUp(file, copy)
    await write(2)
    await back(copy)
    change()
    expect(await found()).toBe(kind)
    const said = existsSync(head) ? readFileSync(head, 'ascii') : undefined
    expect(said?.[15] === '<').toBe(kind === 'lacks')
    // Records that are appended meanwhile don't make the file forget it.
    await write(4)
    expect(existsSync(head) ? readFileSync(head, 'ascii') : undefined).toBe(said)
    expect(await found()).toBe(kind)

    const db = await openDatabase(file)
    const gone = db.witness.goneBack()
    if (gone?.kind === 'lacks') {
      expect(db.witness.declared(undefined)).toEqual(gone)
      expect(db.witness.declared({ seq: 4, hash: 'f'.repeat(64) })).toEqual(gone)
    }
    await append(db)
    expect(db.witness.declared(gone?.kind === 'lacks' ? gone.head : undefined)).toBeUndefined()
    await db.destroy()
    expect(await found()).toBe('well')
    expect(readFileSync(head, 'ascii')).toHaveLength(81)
  })

  it('when a stale file still names a record behind its end, then it is told apart', async () => {
    const copy = join(folder, 'copy.db')
    await write(3)
    await backUp(file, copy)
    const said = await write(3)
    await back(copy)
    writeFileSync(head, said[0] ?? '')
    expect(await found()).toBe('lacks')
  })

  it('when the database was deleted and the file left, then that is told too', async () => {
    await write(3)
    for (const beside of ['', '-wal', '-shm']) rmSync(file + beside, { force: true })
    const db = await openDatabase(file)
    expect(db.witness.goneBack()).toMatchObject({ kind: 'lacks', head: { seq: 3 } })
    await db.destroy()
  })

  it('when only the file was put back from before, then nothing is wrong', async () => {
    const [first = ''] = await write(3)
    writeFileSync(head, first)
    expect(await found()).toBe('well')
  })
})

describe('given a file that can’t be written', () => {
  it('when records are appended, then they are durable, and it is logged once', async () => {
    await write(2)
    const logged: string[] = []
    const note = (message: string): void => void logged.push(message)
    const db = await openDatabase(file, { info: note, warn: note, error: note })
    // Its handle is gone, and what stands in its place isn't newkey's alone.
    db.witness.close()
    linkSync(head, `${head}.other`)
    await append(db)
    await append(db)
    expect(logged).toEqual(['newkey can’t write the head file, which records where the audit log ends'])
    expect(await db.selectFrom('audit_head').select('seq').executeTakeFirst()).toEqual({ seq: 4 })
    await db.destroy()
  })
})

describe('given another log that was put in the place of the one that newkey wrote', () => {
  /** Five records, and in their place as many others, or more. */
  async function replace(records: number): Promise<void> {
    await write(5)
    const said = readFileSync(head, 'ascii')
    for (const beside of ['', '-wal', '-shm', '.head']) rmSync(file + beside, { force: true })
    await write(records)
    writeFileSync(head, said)
  }

  it.each([5, 6])(
    'when it has %d records, then newkey stops from the start on, until that is declared',
    async (records) => {
      await replace(records)
      const said = readFileSync(head, 'ascii')
      for (const _ of ['once', 'again']) expect(await found()).toBe('rewritten')
      expect(readFileSync(head, 'ascii')).toBe(said)

      const db = await openDatabase(file)
      expect(db.witness.health()).toEqual({ kind: 'rewritten', seq: 5, cause: 'rewritten' })
      await expect(append(db)).rejects.toMatchObject({ code: 'chain_rewritten' })
      db.witness.allowDeclaring({ seq: 5, hash: 'f'.repeat(64) })
      await expect(append(db)).rejects.toMatchObject({ code: 'chain_rewritten' })
      const missing = { seq: 5, hash: said.slice(16, 80) }
      db.witness.allowDeclaring(missing)
      const { seq, hash } = await append(db)
      expect(db.witness.declared(missing)).toBeUndefined()
      expect(db.witness.health()).toBeUndefined()
      await db.destroy()
      expect(readFileSync(head, 'ascii')).toBe(`${String(seq).padStart(15, '0')}:${hash}\n`)
      expect(await found()).toBe('well')
    },
  )

  it('when it has fewer records, then it has gone back, also once it has as many again', async () => {
    await replace(4)
    expect(await found()).toBe('lacks')
    await write(4)
    expect(await found()).toBe('lacks')
  })

  it('when the newer database is found again, then a later one in its place is told apart too', async () => {
    await write(5)
    const said = readFileSync(head, 'ascii')
    writeFileSync(head, said.replace(':', '<'))
    expect(await found()).toBe('well')
    expect(readFileSync(head, 'ascii')).toBe(said)
  })
})

describe('given somebody who reads the file while it is written', () => {
  it.each(['unreadable', { seq: 2, hash: 'f'.repeat(64), wentBack: false }] as const)(
    'when it says %j and then what it should, then all is well',
    async (torn) => {
      await write(3)
      const reads = [() => torn, readHeadFile]
      expect(await readGoneBack(file, (path) => (reads.shift() ?? readHeadFile)(path))).toBeUndefined()
      expect(reads).toEqual([])
    },
  )
})
