import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { GENESIS, hashOf } from '../src/audit/chain.ts'
import { createCheckpoints } from '../src/audit/checkpoints.ts'
import { bytesOf, type StoredRecord } from '../src/audit/stored-record.ts'
import { receiveRequest } from '../src/keys/receive-request.ts'
import { openAuditReader } from '../src/store/sqlite/audit-reader.ts'
import { openDatabase } from '../src/store/sqlite/open.ts'
import type { Random } from './figure.ts'
import { createModel, PEOPLE, TEAM } from './model.ts'

/**
 * Chains that are written anew, hashes and head included, under a store that is open.
 * @returns what went wrong: a record that was appended to one, or a checkpoint that vouches for one
 */
export async function rewriteUnderStore(runs: number, random: Random): Promise<string[]> {
  const violations: string[] = []
  for (let run = 0; run < runs; run++) {
    const folder = mkdtempSync(join(tmpdir(), 'newkey-rewriting-'))
    const file = join(folder, 'newkey.db')
    const db = await openDatabase(file)
    const deps = createModel(db).process('one')
    const said: number[] = []
    const checkpoints = createCheckpoints({
      audit: deps.store.audit,
      vouched: db.witness.walk(new AbortController().signal),
      write: ({ seq }) => void said.push(seq),
      post: async () => true,
    })
    const [user = PEOPLE[0]] = PEOPLE
    const ask = async (number: number): Promise<string> => {
      if (!user) throw new Error('nobody')
      const name = `svc-${number}`
      const fingerprints = { trigger: name, payload: name }
      return (await receiveRequest(deps, { user, team: TEAM, name, reason: '', fingerprints })).kind
    }
    const records = 2 + random.below(6)
    for (let number = 0; number < records; number++) await ask(number)
    await checkpoints.publish('stdout')
    await writeAnew(file, 1 + random.below(records), random)
    if ((await ask(records)) === 'received') violations.push(`run ${run}: a forged log was appended to`)
    await checkpoints.publish('stdout').catch(() => undefined)
    await checkpoints.publish('channel').catch(() => undefined)
    if (said.length !== 1) violations.push(`run ${run}: a checkpoint vouches for a forged log`)
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  }
  return violations
}

/** Forges a record, and all that follow, so that the log agrees with itself; or cuts it there. */
async function writeAnew(file: string, from: number, random: Random): Promise<void> {
  const reader = await openAuditReader(file)
  const kept: StoredRecord[] = await Array.fromAsync(reader.records())
  await reader.close()
  const db = new DatabaseSync(file)
  db.exec('drop trigger audit_keeps_rows; drop trigger audit_keeps_bytes; begin')
  const cut = random.below(2) === 0
  db.prepare('delete from audit where seq >= ?').run(from)
  let previous = kept[from - 2]?.hash ?? GENESIS
  let seq = from - 1
  for (const record of cut ? [] : kept.slice(from - 1)) {
    const forged = { ...record, name: `forged ${random.below(1_000)}`, previous_hash: previous }
    const bytes = bytesOf(forged) ?? ''
    const row = { ...forged, bytes, hash: hashOf(previous, bytes) }
    const names = Object.keys(row).map((name) => `"${name}"`)
    db.prepare(`insert into audit (${names.join()}) values (${names.map(() => '?').join()})`).run(
      ...Object.values(row),
    )
    previous = row.hash
    seq = row.seq
  }
  db.prepare('update audit_head set seq = ?, hash = ?').run(seq, previous)
  db.exec('commit')
  db.close()
}
