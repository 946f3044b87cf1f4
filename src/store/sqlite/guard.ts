import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { NewkeyError } from '../../errors.ts'
import { whyNot } from './why-not.ts'

/** How long a statement waits while another process writes (ms), and how often it tries again. */
const BUSY_MS = 5_000
const RETRY_MS = 25

/**
 * Runs work on the database, and waits for a while if another process is writing, such as an operator's tool.
 * @param file the path of the database, for the fault
 * @throws NewkeyError `store_failed` for any error of the driver; newkey's own errors pass unchanged
 */
export async function guard<T>(work: () => Promise<T>, file = 'the database'): Promise<T> {
  const began = performance.now()
  for (;;) {
    try {
      return await work()
    } catch (cause) {
      if (!isBusy(cause) || performance.now() - began > BUSY_MS) throw failed(cause, file)
    }
    await pause(RETRY_MS)
  }
}

const coded = z.object({ errcode: z.number() })
/** Whether SQLite answered SQLITE_BUSY (SQLite docs: "Result and Error Codes": the lowest byte is the primary code, here 5). */
export const isBusy = (error: unknown): boolean => ((coded.safeParse(error).data?.errcode ?? 0) & 0xff) === 5

function failed(cause: unknown, file: string): NewkeyError {
  if (cause instanceof NewkeyError) return cause
  const code = coded.safeParse(cause).data?.errcode
  const why = whyNot(cause, file)
  const detail = [
    ...(code === undefined ? [] : [`sqlite ${code}`]),
    ...(why === undefined ? [] : [why]),
  ].join(': ')
  return new NewkeyError('store_failed', 'the database failed to read or to write', {
    cause,
    ...(detail !== '' && { detail }),
    isLasting: why !== undefined,
  })
}
