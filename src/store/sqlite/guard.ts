import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { NewkeyError } from '../../errors.ts'

/** How long a statement waits for another process to let go of the database (ms), and how often it looks. */
const BUSY_MS = 5_000
const LOOK_MS = 25

/**
 * Runs work on the database, and waits a while for whoever else is writing, such as a tool of the operator's.
 * @throws NewkeyError `store_failed` for whatever the driver throws; newkey's own errors as they are
 */
export async function guard<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  for (;;) {
    try {
      return await work()
    } catch (cause) {
      if (!isBusy(cause) || performance.now() - began > BUSY_MS) throw failed(cause)
    }
    await pause(LOOK_MS)
  }
}

/** SQLite docs: "Result and Error Codes"; the lowest byte is the primary code, and 5 is SQLITE_BUSY. */
const coded = z.object({ errcode: z.number() })
export const isBusy = (error: unknown): boolean => ((coded.safeParse(error).data?.errcode ?? 0) & 0xff) === 5

function failed(cause: unknown): NewkeyError {
  if (cause instanceof NewkeyError) return cause
  const code = coded.safeParse(cause).data?.errcode
  return new NewkeyError('store_failed', 'the database did not take a change or give a row', {
    cause,
    ...(code !== undefined && { detail: `sqlite ${code}` }),
  })
}
