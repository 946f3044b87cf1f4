import type { Instant } from '../domain/clock.ts'
import type { Keys } from '../domain/keys.ts'
import { ABSENT_MS } from '../domain/prove-key.ts'
import type { KeySid } from '../ids.ts'
import type { StoreParts } from './store-parts.ts'

/** Keeps when Twilio's list first lacked a key: in the row, and for this process also by a clock that never goes back. */
export function createAbsences({
  db,
  clock,
}: Pick<StoreParts, 'db' | 'clock'>): Pick<Keys, 'recordAbsent' | 'recordPresent'> {
  const seenHere = new Map<KeySid, number>()

  const note = (sid: KeySid, since: Instant | null): Promise<unknown> =>
    db.guard(() => db.updateTable('keys').set({ absent_since: since }).where('sid', '=', sid).execute())

  return {
    recordAbsent: async ({ sid }, at) => {
      const row = await db.guard(() =>
        db.selectFrom('keys').select('absent_since').where('sid', '=', sid).executeTakeFirst(),
      )
      const first = row?.absent_since ?? undefined
      const now = at ?? clock.now()
      // A time in the future is that of a clock that was wrong: the minute begins anew.
      if (first === undefined || first > now) {
        seenHere.set(sid, clock.monotonic())
        await note(sid, now)
        return false
      }
      const here = seenHere.get(sid)
      const isAgain =
        now - first >= ABSENT_MS && (here === undefined || clock.monotonic() - here >= ABSENT_MS)
      if (isAgain) seenHere.delete(sid)
      return isAgain
    },

    recordPresent: async ({ sid }) => {
      seenHere.delete(sid)
      await note(sid, null)
    },
  }
}
