import { join } from 'node:path'
import { reconcile } from '../src/keys/reconcile.ts'
import { backUp } from '../src/store/audit-reader.ts'
import { openDatabase } from '../src/store/node-sqlite.ts'
import { readRequests } from './invariants.ts'
import { createModel, type Model } from './model.ts'

/**
 * A backup is taken while keys are being delivered, and put back two hours later: by its records nobody has their
 * secrets. @returns what went wrong: a key that was deleted unasked, or one that nobody is asked about
 */
export async function restoreBackup(
  folder: string,
  issue: (model: Model, name: string) => Promise<void>,
): Promise<string[]> {
  const [file, copy] = [join(folder, 'restore.db'), join(folder, 'backup.db')]
  const db = await openDatabase(file)
  const model = createModel(db)
  let copied = false
  model.before = async (label) => {
    if (label.startsWith('deliver') && !copied) {
      copied = true
      await backUp(file, copy)
    }
    return 'well'
  }
  for (const name of ['before', 'after']) await issue(model, name)
  const delivered = [...model.twilio.keys.keys()]
  await db.destroy()

  const restored = await openDatabase(copy)
  model.open(restored)
  for (const pass of [1, 2]) {
    model.time += 2 * 3_600_000
    await reconcile(model.process(`after the restore ${pass}`))
  }
  await restored.destroy()
  const rows = readRequests(copy)
  return [
    ...delivered
      .filter((sid) => !model.twilio.keys.has(sid))
      .map((sid) => `${sid} was deleted by an old backup`),
    ...rows.filter(({ state }) => state !== 'held').map(({ state }) => `a key of an old backup is ${state}`),
  ]
}
