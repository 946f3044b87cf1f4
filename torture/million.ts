import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { verifyChain } from '../src/audit/verify.ts'
import { openAuditReader } from '../src/store/sqlite/audit-reader.ts'
import { openDatabase } from '../src/store/sqlite/open.ts'
import type { Figure } from './figure.ts'
import { honestRecords } from './tampering.ts'

const LONGEST_MS = 10_000
/** Garbage that the runtime hasn't collected yet. A log that was held in memory would take more than 1,000 MB. */
const MOST_MORE_MB = 200

/** Verifies a log of real size, from a file, in constant memory. */
export const million: Figure = {
  name: 'million rows',
  runs: 1_000_000,
  short: 20_000,
  run: async (runs) => {
    const folder = mkdtempSync(join(tmpdir(), 'newkey-million-'))
    const file = join(folder, 'newkey.db')
    await (await openDatabase(file)).destroy()
    fill(file, runs)
    const reader = await openAuditReader(file)
    const before = process.memoryUsage.rss()
    let most = before
    const began = performance.now()
    const verdict = await verifyChain(
      watched(reader.records(), () => {
        most = Math.max(most, process.memoryUsage.rss())
      }),
      await reader.head(),
    )
    const took = performance.now() - began
    await reader.close()
    rmSync(folder, { recursive: true, force: true })
    const more = (most - before) / 2 ** 20
    return {
      seen: `${runs} rows verified in ${(took / 1000).toFixed(1)} s, + ${more.toFixed(0)} MB`,
      violations: [
        ...(verdict.kind === 'intact' ? [] : ['a false alarm']),
        ...(took > LONGEST_MS ? [`it took ${(took / 1000).toFixed(1)} s`] : []),
        ...(more > MOST_MORE_MB ? [`it took ${more.toFixed(0)} MB more`] : []),
      ],
    }
  },
}

async function* watched<T>(records: AsyncIterable<T>, look: () => void): AsyncGenerator<T> {
  let count = 0
  for await (const record of records) {
    if (count++ % 10_000 === 0) look()
    yield record
  }
}

const COLUMNS = [
  'v',
  'seq',
  'previous_hash',
  'hash',
  'bytes',
  'at',
  'event',
  'request',
  'actor_user',
  'actor_team',
  'account',
  'region',
  'name',
  'sid',
  'group',
  'reason',
  'outcome',
  'details',
] as const

function fill(file: string, rows: number): void {
  const db = new DatabaseSync(file)
  db.exec('pragma synchronous = off; begin')
  const names = COLUMNS.map((column) => `"${column}"`)
  const insert = db.prepare(`insert into audit (${names.join()}) values (${names.map(() => '?').join()})`)
  let hash = ''
  for (const one of honestRecords(rows)) {
    hash = one.hash
    insert.run(...COLUMNS.map((column) => one[column]))
  }
  db.prepare('update audit_head set seq = ?, hash = ?').run(rows, hash)
  db.exec('commit')
  db.close()
}
