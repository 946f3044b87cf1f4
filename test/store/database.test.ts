import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { guard } from '../../src/store/sqlite/guard.ts'
import { openDatabase } from '../../src/store/sqlite/open.ts'
import { fileFault } from '../../src/store/sqlite/why-not.ts'
import { openStore } from './store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'newkey-database-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('given a file in a folder that isn’t there', () => {
  it('when it is opened, then both are made, for their owner alone, with the files beside it', async () => {
    const file = join(folder, 'deep', 'data', 'newkey.db')
    const db = await openDatabase(file)
    await sql`insert into audit_head (id, seq, hash) values (1, 0, 'x') on conflict do nothing`.execute(db)
    expect(mode(join(folder, 'deep', 'data'))).toBe('700')
    const files = readdirSync(join(folder, 'deep', 'data'))
    expect(files).toContain('newkey.db-wal')
    for (const name of files) expect([name, mode(join(folder, 'deep', 'data', name))]).toEqual([name, '600'])
    await db.destroy()
  })
})

describe('given a file that others may read', () => {
  it('when it is opened, then only its owner may', async () => {
    const file = join(folder, 'newkey.db')
    writeFileSync(file, '', { mode: 0o644 })
    const db = await openDatabase(file)
    expect(mode(file)).toBe('600')
    await db.destroy()
  })
})

describe('given an open database', () => {
  it.each([
    ['journal_mode', 'wal'],
    // 2 is FULL (SQLite docs: "PRAGMA synchronous"): a commit is on the disk when it returns.
    ['synchronous', 2],
    ['foreign_keys', 1],
  ])('then its pragma %s is %s', async (pragma, value) => {
    const db = await openDatabase(join(folder, 'newkey.db'))
    const { rows } = await sql.raw(`pragma ${pragma}`).execute(db)
    expect(rows).toEqual([{ [pragma]: value }])
    await db.destroy()
  })

  it('when it is closed and opened again, then its rows are there and no migration runs twice', async () => {
    const file = join(folder, 'newkey.db')
    const first = await openDatabase(file)
    await first.updateTable('audit_head').set({ seq: 7, hash: 'kept' }).execute()
    await first.destroy()
    const second = await openDatabase(file)
    expect(await second.selectFrom('audit_head').select(['seq', 'hash']).execute()).toEqual([
      { seq: 7, hash: 'kept' },
    ])
    await second.destroy()
  })
})

describe('given a file that isn’t a database', () => {
  it('when it is opened, then the fault names the file, and its bytes stay', async () => {
    const file = join(folder, 'letter.txt')
    writeFileSync(file, 'Dear auditor, this is not a database at all. '.repeat(50))
    const { size } = statSync(file)
    await expect(openDatabase(file)).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining(file),
    })
    expect(statSync(file).size).toBe(size)
  })
})

describe('given a database that has been closed', () => {
  it('when something is asked of it, then that is a fault of the store', async () => {
    const store = await openStore()
    const request = await store.receive()
    await store.db.destroy()
    await expect(store.receive()).rejects.toMatchObject({ code: 'store_failed' })
    await expect(store.requests.find(request.id)).rejects.toMatchObject({ code: 'store_failed' })
    await expect(store.requests.due()).rejects.toMatchObject({ code: 'store_failed' })
    await expect(store.keys.due()).rejects.toMatchObject({ code: 'store_failed' })
    await expect(store.messages.due()).rejects.toMatchObject({ code: 'store_failed' })
    await store.close()
  })
})

describe('given a file beside the database that newkey may not open', () => {
  it.each([
    ['EACCES', "newkey's user can't read or write /data/newkey.db.head. Give that user the file"],
    ['ENOSPC', 'the disk of /data/newkey.db.head is full. Make room on it'],
  ])('when the system says %s, then what may be logged names the file and the fix', async (code, fix) => {
    const refused = Object.assign(new Error('no'), { code, path: '/data/newkey.db.head' })
    const work = (): Promise<never> => Promise.reject(refused)
    await expect(guard(work, '/data/newkey.db')).rejects.toMatchObject({
      detail: expect.stringContaining(fix),
    })
    const fault = fileFault(refused, '/data/newkey.db', 'otherwise')
    await expect(guard(() => Promise.reject(fault))).rejects.toMatchObject({
      detail: expect.stringContaining(fix),
    })
  })
})
