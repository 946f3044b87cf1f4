import type { Instant } from '../domain/clock.ts'
import type { Keys } from '../domain/keys.ts'
import { ABSENT_MS } from '../domain/prove-key.ts'
import type { KeySid } from '../ids.ts'
import type { StoreParts } from './store-parts.ts'

/**
 * Records when Twilio's list first lacked a key: in the key's row, and in this process also by a monotonic clock.
 * @returns the two methods, which throw NewkeyError `store_failed`
 */
export function createAbsences({
  db,
  clock,
}: Pick<StoreParts, 'db' | 'clock'>): Pick<Keys, 'recordAbsent' | 'recordPresent'> {
  /** When this process first found a key missing (ms, monotonic). */
  const missingSince = new Map<KeySid, number>()

  const setAbsentSince = (sid: KeySid, since: Instant | null): Promise<unknown> =>
    db.guard(() => db.updateTable('keys').set({ absent_since: since }).where('sid', '=', sid).execute())

  return {
    recordAbsent: async ({ sid }, at) => {
      const row = await db.guard(() =>
        db.selectFrom('keys').select('absent_since').where('sid', '=', sid).executeTakeFirst(),
      )
      const first = row?.absent_since ?? undefined
      const now = at ?? clock.now()
      // A time in the future was recorded by a wrong clock: start the minute again.
      if (first === undefined || first > now) {
        missingSince.set(sid, clock.monotonic())
        await setAbsentSince(sid, now)
        return false
      }
      const since = missingSince.get(sid)
      const isStillAbsent =
        now - first >= ABSENT_MS && (since === undefined || clock.monotonic() - since >= ABSENT_MS)
      if (isStillAbsent) missingSince.delete(sid)
      return isStillAbsent
    },

    recordPresent: async ({ sid }) => {
      missingSince.delete(sid)
      await setAbsentSince(sid, null)
    },
  }
}
