import type { Clicks } from '../domain/clicks.ts'
import type { Engine } from './engine.ts'

/** The most clicks that are stored, which is more than people make in two hours. Beyond it the oldest are deleted early. */
const MOST_CLICKS = 100_000

/** The clicks that have been taken, in the database. */
export function createClicks(db: Engine): Clicks {
  /** The newest click at the last call of `forget`. */
  let newestThen = 0
  return {
    record: async (delivery) => {
      const inserted = await db.guard(() =>
        db
          .insertInto('clicks')
          .values({ payload_digest: delivery })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst(),
      )
      return inserted ? 'new' : 'again'
    },

    forget: async () => {
      const newest = await db.guard(() =>
        db
          .selectFrom('clicks')
          .select((last) => last.fn.max('id').as('id'))
          .executeTakeFirst(),
      )
      const last = Math.max(newest?.id ?? 0, newestThen)
      const upTo = Math.max(newestThen, last - MOST_CLICKS)
      await db.guard(() => db.deleteFrom('clicks').where('id', '<=', upTo).execute())
      newestThen = last
    },
  }
}
