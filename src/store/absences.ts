import type { Instant } from '../domain/key.ts'
import type { RequestIn } from '../domain/request.ts'
import type { RequestId } from '../ids.ts'
import { ABSENT_MS } from '../keys/revoke-key.ts'
import { guard } from './append.ts'
import type { Database } from './sqlite/open.ts'

/** Keeps when Twilio's list first lacked a key: in the row, and for this process also by a clock that never goes back. */
export function createAbsences(
  db: Database,
  deps: { readonly now: () => Instant; readonly monotonic: () => number },
) {
  const seenHere = new Map<RequestId, number>()

  const keep = (id: RequestId, since: Instant | null): Promise<unknown> =>
    guard(() => db.updateTable('requests').set({ absent_since: since }).where('id', '=', id).execute())

  return {
    /** @returns whether a list lacked the key at least a minute before too, by Twilio's clock and by ours */
    noteAbsent: async ({ id }: RequestIn<'revoke_pending'>, at: Instant | undefined): Promise<boolean> => {
      const row = await guard(() =>
        db.selectFrom('requests').select('absent_since').where('id', '=', id).executeTakeFirst(),
      )
      const first = row?.absent_since ?? undefined
      const now = at ?? deps.now()
      // A time in the future is that of a clock that was wrong: the minute begins anew.
      if (first === undefined || first > now) {
        seenHere.set(id, deps.monotonic())
        await keep(id, now)
        return false
      }
      const here = seenHere.get(id)
      const isAgain = now - first >= ABSENT_MS && (here === undefined || deps.monotonic() - here >= ABSENT_MS)
      if (isAgain) seenHere.delete(id)
      return isAgain
    },

    notePresent: async ({ id }: RequestIn<'revoke_pending'>): Promise<void> => {
      seenHere.delete(id)
      await keep(id, null)
    },
  }
}
