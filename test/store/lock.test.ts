import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { takeLock, WAIT_MS } from '../../src/store/sqlite/lock.ts'
import { openDatabase } from '../../src/store/sqlite/open.ts'
import { takeDatabase } from '../../src/store/sqlite/take-ownership.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'newkey-lock-'))
  file = join(folder, 'newkey.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A clock that only waiting moves. */
function clock(whilePausing: () => Promise<void> = async () => undefined) {
  let now = 0
  return {
    monotonic: () => now,
    pause: async (ms: number) => {
      now += ms
      await whilePausing()
    },
  }
}

/** Another process that holds the lock. */
async function holder(): Promise<ChildProcess> {
  const lock = fileURLToPath(new URL('../../dist/store/sqlite/lock.js', import.meta.url))
  const program = `
    import { takeLock } from ${JSON.stringify(lock)}
    await takeLock(${JSON.stringify(file)}, { monotonic: () => 0, pause: async () => {} })
    console.log('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

describe('given a file that nobody owns', () => {
  it('when it is locked, then its database can still be opened, and the lock is its owner’s alone', async () => {
    const release = await takeLock(file, clock())
    const db = await openDatabase(file)
    await db.destroy()
    expect(statSync(`${file}.lock`).mode & 0o777).toBe(0o600)
    release()
  })
})

describe('given a file that another newkey owns', () => {
  it('when it is still owned after 15 s, then the fault says so and what to do', async () => {
    const release = await takeLock(file, clock())
    const time = clock()
    await expect(takeLock(file, time)).rejects.toMatchObject({
      code: 'database_locked',
      message: `${file} is in use by another newkey process. Stop that process, or set another DATABASE_URL for this one`,
    })
    expect(time.monotonic()).toBe(WAIT_MS)
    release()
  })

  it('when that one lets go meanwhile, then this one gets it', async () => {
    const release = await takeLock(file, clock())
    const again = await takeLock(
      file,
      clock(async () => release()),
    )
    again()
  })

  it('when that process is killed, then the system frees the lock', async () => {
    const child = await holder()
    await expect(takeLock(file, clock())).rejects.toMatchObject({ code: 'database_locked' })
    child.kill('SIGKILL')
    await once(child, 'exit')
    const release = await takeLock(file, clock())
    release()
  })
})

describe('given a lock file that was removed while newkey runs', () => {
  it('when a second newkey starts, then the first sees it, and writes nothing any more', async () => {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const first = await takeDatabase(file, { ...clock(), log }, 0)
    await first.db.witness.compare(first.db)
    rmSync(`${file}.lock`)
    await expect(first.db.witness.compare(first.db)).rejects.toMatchObject({ code: 'chain_rewritten' })
    const second = await takeDatabase(file, { ...clock(), log }, 0)
    await expect(first.db.witness.compare(first.db)).rejects.toMatchObject({ code: 'chain_rewritten' })
    expect(first.db.witness.rewritten()).toMatchObject({ cause: 'swapped' })
    await second.db.witness.compare(second.db)
    await second.shut()
    await first.shut()
  })
})
