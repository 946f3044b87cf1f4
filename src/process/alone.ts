import type { Checkpoint } from '../audit/verify.ts'
import { adopted } from '../domain/adopted.ts'
import { reconcile } from '../keys/reconcile.ts'
import type { ListenerServices } from '../slack/interactions/listener.ts'
import { openDatabase } from '../store/open.ts'
import type { Adoption, Witness } from '../store/witness.ts'
import { type Composed, servicesOn } from './compose.ts'

/**
 * Does one pass over everything that is unfinished, without listening. The audit log is verified first.
 * @throws NewkeyError `database_locked` while newkey runs, `chain_rewritten`
 */
export async function reconcileAlone(composed: Composed): Promise<void> {
  await alone(composed, async (services, witness) => {
    try {
      await witness.walk(new AbortController().signal)()
      await services.store.audit.head()
      await reconcile(services)
    } finally {
      witness.report()
    }
  })
}

/**
 * Records the operator's declaration that audit records are missing.
 * @param explanation why, in the operator's words
 * @param missing the checkpoint up to which they are missing, if it is known
 * @returns the record of the declaration, and what newkey still waits for
 * @throws NewkeyError as `reconcileAlone` does
 */
export async function adoptAlone(
  composed: Composed,
  explanation: string,
  missing: Checkpoint | undefined,
): Promise<Adoption> {
  return alone(composed, async ({ store }, witness) => {
    if (missing) witness.allowDeclaring(missing)
    const record = await store.audit.append(adopted(composed.issuer.location, explanation, missing))
    return { record, waits: witness.declared(missing) }
  })
}

/** Takes the database, does one thing with it, and closes it. It doesn't wait for a database that is in use. */
async function alone<T>(
  composed: Composed,
  work: (services: ListenerServices, witness: Witness) => Promise<T>,
): Promise<T> {
  const { config, runtime, logs } = composed
  const { monotonic, pause } = runtime
  const { db, shut } = await openDatabase(config.database, { monotonic, pause, log: logs.log }, 0)
  try {
    return await work(servicesOn(composed, db), db.witness)
  } finally {
    await shut()
  }
}
