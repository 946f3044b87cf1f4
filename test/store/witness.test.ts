import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { GENESIS, hashOf } from '../../src/audit/chain.ts'
import { bytesOf } from '../../src/audit/stored-record.ts'
import { openAuditReader } from '../../src/store/sqlite/audit-reader.ts'
import { openDatabase } from '../../src/store/sqlite/open.ts'
import { DM, GROUP } from '../unit/ids.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
  for (let number = 0; number < 3; number++) await store.authorize()
})
afterEach(() => store.close())

/** Does something to the file behind newkey's back. */
async function behind(work: (db: DatabaseSync) => unknown): Promise<void> {
  const db = new DatabaseSync(store.file)
  db.exec('drop trigger if exists audit_keeps_rows; drop trigger if exists audit_keeps_bytes')
  await work(db)
  db.close()
}

/** Writes the chain anew from a record on, with hashes that fit. */
async function rewrite(db: DatabaseSync, from: number): Promise<void> {
  const reader = await openAuditReader(store.file)
  const records = await Array.fromAsync(reader.records())
  await reader.close()
  let previous = GENESIS
  for (const record of records) {
    const changed = record.seq < from ? record : { ...record, name: 'forged' }
    const bytes = bytesOf(changed) ?? ''
    const hash = hashOf(previous, bytes)
    db.prepare('update audit set name = ?, bytes = ?, hash = ?, previous_hash = ? where seq = ?').run(
      ...[changed.name, bytes, hash, previous, record.seq],
    )
    previous = hash
  }
  db.prepare('update audit_head set hash = ?').run(previous)
}

const count = async () => (await store.db.selectFrom('audit').select('seq').execute()).length

/** What the next start says once it has walked the chain. */
async function start(signal = new AbortController().signal) {
  const db = await openDatabase(store.file)
  const vouched = db.witness.walk(signal)
  return { vouched, witness: db.witness, close: () => db.destroy() }
}

describe('given a chain that was changed under a running newkey', () => {
  it.each([
    ['written anew', (db: DatabaseSync) => rewrite(db, 2)],
    ['cut', (db: DatabaseSync) => db.exec('delete from audit where seq = 7')],
    [
      'cut with its head',
      (db: DatabaseSync) =>
        db.exec(
          'delete from audit where seq = 7; update audit_head set seq = 6, hash = (select hash from audit where seq = 6)',
        ),
    ],
    ['given another head', (db: DatabaseSync) => db.exec(`update audit_head set hash = '${'f'.repeat(64)}'`)],
    ['left without a head', (db: DatabaseSync) => db.exec('delete from audit_head')],
  ])(
    'when it was %s, then nothing is appended, by anything, ever again, and no checkpoint leaves',
    async (_, change) => {
      const received = await store.receive()
      await behind(change)
      const before = await count()
      await expect(store.receive()).rejects.toMatchObject({ code: 'chain_rewritten' })
      await expect(
        store.requests.advance(received, 'authorized', { group: GROUP, dm: DM }, BY_ADA),
      ).rejects.toMatchObject({ code: 'chain_rewritten' })
      await expect(store.audit.head()).rejects.toMatchObject({ code: 'chain_rewritten' })
      expect(await count()).toBe(before)
      expect(store.db.witness.rewritten()).toBeDefined()
      expect(await store.db.witness.walk(new AbortController().signal)()).toBe(false)
    },
  )

  it('when the file was swapped for another, then nothing is appended', async () => {
    copyFileSync(store.file, `${store.file}.other`)
    renameSync(`${store.file}.other`, store.file)
    await expect(store.receive()).rejects.toMatchObject({ code: 'chain_rewritten' })
    expect(store.db.witness.rewritten()).toMatchObject({ cause: 'swapped' })
  })
})

describe('given transactions that fail', () => {
  it('when later ones don’t, then they go on from where the chain is', async () => {
    await behind((db) =>
      db.exec(`create trigger full before insert on audit when new.name = 'bad'
      begin select raise(abort, 'full'); end`),
    )
    const tries = Array.from({ length: 20 }, (_, number) =>
      store.receive(number % 2 ? { name: 'bad' } : {}).then(
        () => 'kept',
        () => 'failed',
      ),
    )
    expect((await Promise.all(tries)).filter((one) => one === 'kept')).toHaveLength(10)
    expect((await store.audit.head()).seq).toBe(16)
  })

  it('when a commit says that it failed and was carried out, then the chain goes on from there', async () => {
    const { prepare } = DatabaseSync.prototype
    DatabaseSync.prototype.prepare = function (sql: string) {
      const statement = prepare.call(this, sql)
      if (!/^commit/i.test(sql)) return statement
      DatabaseSync.prototype.prepare = prepare
      statement.run()
      throw new Error('the disk lost its answer')
    }
    await expect(store.receive()).rejects.toMatchObject({ code: 'store_failed' })
    await store.receive()
    expect((await store.audit.head()).seq).toBe(8)
  })
})

describe('given a chain that was there at the start', () => {
  it('when it is whole, then checkpoints may leave once it has been walked', async () => {
    const { vouched, close } = await start()
    expect(await vouched()).toBe(true)
    await close()
  })

  it('when newkey stops while it is walked, then no checkpoint leaves', async () => {
    const stop = new AbortController()
    const { vouched, witness, close } = await start(stop.signal)
    stop.abort()
    expect(await vouched()).toBe(false)
    expect(witness.rewritten()).toBeUndefined()
    await close()
  })

  it.each([
    ['a column', `update audit set name = 'other' where seq = 3`, 3, 'columns'],
    ['bytes', `update audit set bytes = '{}' where seq = 2`, 2, 'changed'],
    ['a missing row', 'delete from audit where seq = 4', 4, 'missing'],
    [
      'a row before the first',
      'pragma ignore_check_constraints = on; update audit set seq = -3 where seq = 4',
      -3,
      'extra',
    ],
  ])(
    'when %s shows that it was changed, then newkey stops, and names the first record',
    async (_, change, seq, cause) => {
      await behind((db) => db.exec(change))
      const { vouched, witness, close } = await start()
      expect(await vouched()).toBe(false)
      expect(witness.rewritten()).toEqual({ seq, cause })
      expect(witness.health()).toEqual({ kind: 'rewritten', seq, cause })
      await close()
    },
  )

  it('when a newer newkey wrote to it, then this one stops, and doesn’t say that it was changed', async () => {
    const { hash: previous } = await store.audit.head()
    const bytes = '{"v":2,"seq":7}'
    const hash = hashOf(previous, bytes)
    await behind((db) => {
      db.exec(`insert into audit select 7, 2, '${previous}', '${hash}', '${bytes}', at, event, request, actor_user,
        actor_team, account, region, name, sid, "group", reason, outcome, details from audit where seq = 6;
        update audit_head set seq = 7, hash = '${hash}'`)
    })
    const logged: string[] = []
    const note = (message: string): void => void logged.push(message)
    const db = await openDatabase(store.file, { info: note, warn: note, error: note })
    expect(await db.witness.walk(new AbortController().signal)()).toBe(false)
    expect(db.witness.rewritten()).toEqual({ seq: 7, cause: 'version' })
    expect(logged).toEqual([expect.stringContaining('Start a newer newkey')])
    await expect(db.witness.compare(db)).rejects.toMatchObject({
      message: expect.stringContaining('of a version that this newkey doesn’t know'),
    })
    await db.destroy()
  })

  it('when it can’t be read, then newkey stops, says so again, and names what SQLite said', async () => {
    for (let number = 0; number < 20; number++) await store.authorize()
    await behind((db) => db.exec('pragma wal_checkpoint(truncate)'))
    // The page with the second record, which nothing but the walk reads.
    const bytes = readFileSync(store.file)
    const page = bytes.readUInt16BE(16)
    const leaf = 0x0d
    let start = 0
    for (let at = 0; bytes[start] !== leaf; start = Math.floor(at / page) * page)
      at = bytes.indexOf('{"v":1,"seq":2,', at + 1)
    bytes[start] = 0xff
    writeFileSync(store.file, bytes)
    const logged: string[] = []
    const note = (message: string): void => void logged.push(message)
    const db = await openDatabase(store.file, { info: note, warn: note, error: note })
    expect(await db.witness.walk(new AbortController().signal)()).toBe(false)
    expect(db.witness.health()).toEqual({ kind: 'unreadable', cause: 'sqlite 11' })
    db.witness.report()
    expect(logged).toHaveLength(2)
    await db.destroy()
  })

  it('when its head says something else than its last record, then newkey stops at once', async () => {
    await behind((db) => db.exec('delete from audit where seq = 6'))
    const { witness, close } = await start()
    expect(witness.rewritten()).toEqual({ seq: 6, cause: 'cut' })
    await close()
  })

  it('when a row doesn’t have a record’s shape, then that row is named, by whoever reads', async () => {
    await behind((db) =>
      db.exec(`create table other as select * from audit; drop table audit; alter table other rename to audit;
      update audit set name = x'00' where seq = 3; update audit set at = 9007199254740993 where seq = 5`),
    )
    const reader = await openAuditReader(store.file)
    expect((await Array.fromAsync(reader.rows())).indexOf(undefined)).toBe(2)
    await expect(Array.fromAsync(reader.records())).rejects.toThrow('row 3 of the audit log')
    await reader.close()
    const { vouched, witness, close } = await start()
    expect(await vouched()).toBe(false)
    expect(witness.rewritten()).toEqual({ seq: 3, cause: 'changed' })
    await close()
  })

  it('when a number is one that JavaScript can’t hold, then that row is named', async () => {
    await behind((db) =>
      db.exec(`create table other (seq, v, previous_hash, hash, bytes, at, event, request, actor_user, actor_team,
        account, region, name, sid, "group", reason, outcome, details);
      insert into other select * from audit; drop table audit; alter table other rename to audit;
      update audit set at = 9007199254740993 where seq = 2`),
    )
    const reader = await openAuditReader(store.file)
    expect((await Array.fromAsync(reader.rows())).indexOf(undefined)).toBe(1)
    await reader.close()
    const { vouched, witness, close } = await start()
    expect(await vouched()).toBe(false)
    expect(witness.rewritten()).toEqual({ seq: 2, cause: 'changed' })
    await close()
  })
})
