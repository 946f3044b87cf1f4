import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { reconcile } from '../src/keys/reconcile.ts'
import { backUp } from '../src/store/sqlite/backup.ts'
import { headPath } from '../src/store/sqlite/head-file.ts'
import { openDatabase } from '../src/store/sqlite/open.ts'
import { readRows } from './evidence.ts'
import { createModel, type Model } from './model.ts'

/** How a backup is put back: when, and with which file beside it. */
const STORIES = [
  // File and database are of the same moment, as in a snapshot of the whole disk: their age alone shows it.
  { name: 'whole', later: 2 * 3_600_000, head: 'of the copy' },
  // Within the hour, so that the records don't look old: the file beside the database shows it.
  { name: 'newest', later: 4 * 60_000, head: 'the newest' },
  { name: 'stale', later: 4 * 60_000, head: 'a stale one' },
  { name: 'none', later: 4 * 60_000, head: 'none' },
] as const

/**
 * A backup is taken while keys are being delivered, and put back: by its records nobody has their secrets.
 * @returns what went wrong: a key that was deleted unasked, or one that nobody is asked about
 */
export async function restoreBackups(
  folder: string,
  issue: (model: Model, name: string) => Promise<void>,
): Promise<string[]> {
  const violations: string[] = []
  for (const story of STORIES) violations.push(...(await restoreBackup(folder, issue, story)))
  return violations
}

async function restoreBackup(
  folder: string,
  issue: (model: Model, name: string) => Promise<void>,
  { name, later, head }: (typeof STORIES)[number],
): Promise<string[]> {
  const [file, copy] = [join(folder, `restore-${name}.db`), join(folder, `backup-${name}.db`)]
  const db = await openDatabase(file)
  const model = createModel(db)
  let delivering = 0
  const keep = (which: string): void => copyFileSync(headPath(file), join(folder, `${name} ${which}`))
  model.before = async (label) => {
    if (label.startsWith('deliver') && ++delivering === 1) {
      await backUp(file, copy)
      keep('of the copy')
    }
    // Behind the backup by one record and more, and before the last.
    else if (label.startsWith('deliver') && delivering === 2) keep('a stale one')
    return 'well'
  }
  for (const one of ['before', 'after']) await issue(model, one)
  keep('the newest')
  const delivered = [...model.twilio.keys.keys()]
  await db.destroy()

  for (const beside of ['-wal', '-shm']) rmSync(file + beside, { force: true })
  copyFileSync(copy, file)
  rmSync(headPath(file))
  const beside = join(folder, `${name} ${head}`)
  if (existsSync(beside)) copyFileSync(beside, headPath(file))
  const restored = await openDatabase(file)
  model.open(restored)
  for (const pass of [1, 2]) {
    model.time += later
    await reconcile(model.process(`after the restore ${pass}`))
  }
  await restored.destroy()
  const { keys, messages } = readRows(file)
  const asked = messages
    .filter(({ purpose, ts }) => purpose === 'review' && ts !== null)
    .map(({ about }) => about)
  return [
    ...delivered
      .filter((sid) => !model.twilio.keys.has(sid))
      .map((sid) => `${sid} was deleted by an old backup (${name})`),
    ...(keys.length === 1 ? [] : [`an old backup has ${keys.length} keys (${name})`]),
    ...keys
      .filter(({ sid, state }) => state !== 'held' || !asked.includes(sid))
      .map(({ state }) => `a key of an old backup is ${state}, and nobody is asked about it (${name})`),
  ]
}
