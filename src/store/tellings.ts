import { sql } from 'kysely'
import type { Registry } from '../domain/registry.ts'
import { append, commit, guard } from './append.ts'
import { eventOf } from './events.ts'
import type { OwnDatabase } from './sqlite/open.ts'
import type { StoreDeps } from './store-deps.ts'

/** Keeps who has been told of what. */
export function createTellings(
  db: OwnDatabase,
  deps: Pick<StoreDeps, 'now' | 'onAudit'>,
): Pick<Registry, 'markTold' | 'markAsked' | 'claimTelling' | 'giveUpTelling'> {
  return {
    markTold: async (request, card) => {
      // A button may have moved the request on since the card was posted; the card is its own all the same.
      const told = sql<
        number | null
      >`case when version = ${request.version} then ${deps.now()} else told_at end`
      const place = card ? { card_channel: card.channel, card_ts: card.ts } : {}
      await guard(() =>
        db
          .updateTable('requests')
          .set({ ...place, told_at: told })
          .where('id', '=', request.id)
          .execute(),
      )
    },

    markAsked: async (request, card) => {
      await guard(() =>
        db
          .updateTable('requests')
          .set({ card_channel: card.channel, card_ts: card.ts })
          .where('id', '=', request.id)
          .execute(),
      )
    },

    claimTelling: async (request, until) => {
      const claimed = await guard(() =>
        db
          .updateTable('requests')
          .set({ tell_at: until, tellings: request.tellings + 1 })
          .where('id', '=', request.id)
          .where('version', '=', request.version)
          .where('tellings', '=', request.tellings)
          .returning('id')
          .executeTakeFirst(),
      )
      return claimed !== undefined
    },

    giveUpTelling: async (request) => {
      await commit(db, deps.onAudit, async (trx) => {
        const given = await trx
          .updateTable('requests')
          .set({ told_at: deps.now() })
          .where('id', '=', request.id)
          .where('version', '=', request.version)
          .where('told_at', 'is', null)
          .returning('id')
          .executeTakeFirst()
        if (!given) return {}
        const by = { user: 'newkey', team: request.team } as const
        const record = await append(trx, deps.now(), {
          ...eventOf(request, by),
          event: 'untold',
          outcome: 'not_told',
        })
        return { record }
      })
    },
  }
}
