import type { ConfigResult } from '../config/config.ts'
import { reconcileAlone } from '../process/alone.ts'
import { compose } from '../process/compose.ts'
import { realRuntime } from '../process/runtime.ts'
import { realPathOfDatabase } from '../store/sqlite/own-file.ts'
import { usable } from './usable.ts'

/** `newkey reconcile`: what the running bot does every minute, once. What it did is in the log lines before. */
export async function reconcileOnce(config: ConfigResult, write: (text: string) => void): Promise<number> {
  const settings = usable(config)
  // Taking the database would make one where there is none.
  realPathOfDatabase(settings.database.file)
  await reconcileAlone(compose(settings, realRuntime()))
  write('One pass is done. newkey status says what is still open.\n')
  return 0
}
