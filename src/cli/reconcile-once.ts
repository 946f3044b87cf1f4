import type { ConfigResult } from '../config/config.ts'
import { reconcileAlone } from '../process/alone.ts'
import { compose } from '../process/compose.ts'
import { realRuntime } from '../process/runtime.ts'
import { findDatabase } from '../store/open.ts'
import { validConfig } from './valid-config.ts'

/**
 * `newkey reconcile`: does once what the running bot does every minute, and logs what it does.
 * @returns the exit code
 * @throws NewkeyError `config_invalid`, `database_locked`, `store_failed`, `chain_rewritten`
 */
export async function reconcileOnce(config: ConfigResult, write: (text: string) => void): Promise<number> {
  const settings = validConfig(config)
  // Checked first, since taking a database that doesn't exist would create it.
  findDatabase(settings.database)
  await reconcileAlone(compose(settings, realRuntime()))
  write('newkey did one pass. To see what is still pending, run newkey status.\n')
  return 0
}
