import { createApp } from '../app.ts'
import type { ConfigResult } from '../config.ts'
import { usable } from './usable.ts'

/** `newkey reconcile`: what the running bot does every minute, once. What it did is in the log lines before. */
export async function reconcileOnce(config: ConfigResult, write: (text: string) => void): Promise<number> {
  await createApp(usable(config)).reconcile()
  write('One pass is done. newkey status says what is still open.\n')
  return 0
}
