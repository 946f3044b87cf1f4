import type { Clicks } from '../domain/clicks.ts'
import type { Engine } from './engine.ts'

/** More than people press in the time that a click is kept; beyond them the oldest go first, also without an hour's wait. */
const MOST = 100_000

export function createClicks(db: Engine): Clicks {
  let seen = 0
  return {
    record: async (delivery) => {
      const recorded = await db.guard(() =>
        db
          .insertInto('clicks')
          .values({ delivery_digest: delivery })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst(),
      )
      return recorded ? 'new' : 'again'
    },

    forget: async () => {
      const newest = await db.guard(() =>
        db
          .selectFrom('clicks')
          .select((last) => last.fn.max('id').as('id'))
          .executeTakeFirst(),
      )
      const last = Math.max(newest?.id ?? 0, seen)
      const upTo = Math.max(seen, last - MOST)
      await db.guard(() => db.deleteFrom('clicks').where('id', '<=', upTo).execute())
      seen = last
    },
  }
}
