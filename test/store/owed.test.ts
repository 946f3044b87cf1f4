import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { KEY_STATES, type Key, type KeyState } from '../../src/domain/key.ts'
import type { Subject } from '../../src/domain/messages.ts'
import { REQUEST_STATES } from '../../src/domain/request.ts'
import { DM } from '../unit/ids.ts'
import { askedOf, createdOf, foundOf, intentOf, keyIn, moveTo, owedTo, unknownOf } from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const AT = { channel: DM, ts: '1.000001' }

interface Move {
  readonly from: KeyState
  readonly to: KeyState
  /** What is owed afterwards, where nothing has been sent. */
  readonly owed: readonly string[]
  /** The same where everything has been sent, and stands in Slack; undefined where that makes no difference. */
  readonly sent?: readonly string[]
}
/** What people are owed, said once more and independently of the table in `src/domain/key.ts`. */
const MOVES: readonly Move[] = [
  { from: 'created', to: 'delivered', owed: ['card'] },
  { from: 'created', to: 'held', owed: ['ending', 'review'] },
  { from: 'created', to: 'revoking', owed: ['ending'] },
  { from: 'created', to: 'revoked', owed: ['ending'] },
  { from: 'delivered', to: 'active', owed: ['card'], sent: ['card anew'] },
  { from: 'delivered', to: 'held', owed: ['ending', 'review'], sent: ['card anew', 'ending', 'review'] },
  { from: 'delivered', to: 'revoking', owed: ['ending'], sent: ['card anew', 'ending'] },
  { from: 'delivered', to: 'revoked', owed: ['ending'], sent: ['card anew', 'ending'] },
  { from: 'active', to: 'held', owed: ['ending', 'review'], sent: ['card anew', 'ending', 'review'] },
  { from: 'active', to: 'revoking', owed: ['ending'], sent: ['card anew', 'ending'] },
  { from: 'active', to: 'revoked', owed: ['ending'], sent: ['card anew', 'ending'] },
  { from: 'held', to: 'active', owed: ['card'], sent: ['card', 'review anew'] },
  { from: 'held', to: 'revoking', owed: ['ending'], sent: ['ending', 'review anew'] },
  { from: 'held', to: 'revoked', owed: ['ending'], sent: ['ending', 'review anew'] },
  { from: 'revoking', to: 'held', owed: ['ending', 'review'] },
  { from: 'revoking', to: 'revoked', owed: ['ending'] },
]

async function sendAll(subject: Subject): Promise<void> {
  for (const { purpose } of await store.messages.owed(subject))
    await store.messages.sent(subject, purpose, AT)
}

describe('given every way from one state of a key to another', () => {
  it('then this list has each of them once', () => {
    const arrows = Object.entries(KEY_STATES).flatMap(([from, { next }]) => next.map((to) => `${from} ${to}`))
    expect(MOVES.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(arrows.sort())
  })

  it.each(MOVES)('when a key goes from $from to $to, then $owed is owed and nothing else', async (move) => {
    const moved = await moveTo(store, await keyIn(store, move.from), move.to)
    expect(await owedTo(store.messages, moved)).toEqual(move.owed)
  })

  it.each(MOVES)(
    'when what was owed in $from has been sent, then in $to what is new is owed',
    async (move) => {
      const key = await keyIn(store, move.from)
      await sendAll(key)
      expect(await owedTo(store.messages, key)).toEqual([])
      const moved = await moveTo(store, key, move.to)
      expect(await owedTo(store.messages, moved)).toEqual(move.sent ?? move.owed)
    },
  )

  it.each(MOVES)(
    'when the process is killed after $from went to $to, then the next one owes it',
    async (move) => {
      const moved = await moveTo(store, await keyIn(store, move.from), move.to)
      const next = await store.restart()
      const due = await next.messages.due()
      expect(due.map(({ purpose }) => purpose).sort()).toEqual(move.owed)
      expect(due.map(({ subject }) => subject)).toEqual(move.owed.map(() => moved))
    },
  )

  it.each(MOVES)(
    'when the messages of $to can’t be written, then the key stays $from',
    async ({ from, to, owed }) => {
      const key = await keyIn(store, from)
      const written = store.onAudit.length
      for (const change of ['insert', 'update', 'delete'])
        await sql
          .raw(
            `create trigger no_${change} before ${change} on messages begin select raise(abort, 'full'); end`,
          )
          .execute(store.db)
      expect(owed).not.toEqual([])
      await expect(moveTo(store, key, to)).rejects.toMatchObject({ code: 'store_failed' })
      expect(await store.keys.find(key.sid)).toEqual(key)
      expect(store.onAudit).toHaveLength(written)
    },
  )
})

describe('given a key that begins', () => {
  it('when newkey made it, then nothing is owed before it is delivered or goes', async () => {
    expect(await owedTo(store.messages, await createdOf(store))).toEqual([])
  })

  it('when a search found it, then a reviewer is owed the question, and the owner nothing', async () => {
    expect(await owedTo(store.messages, await foundOf(store, await unknownOf(store)))).toEqual(['review'])
  })
})

describe('given every state of a request', () => {
  /** What its requester is owed, independently of the table in `src/domain/request.ts`. */
  const OWED = {
    received: [],
    asked: ['question'],
    authorized: [],
    intent: [],
    issued: [],
    denied: ['ending'],
    failed: ['ending'],
    unknown: ['ending'],
    withdrawn: ['ending'],
    expired: ['ending'],
  }
  const rows = async () => store.db.selectFrom('messages').select(['about', 'purpose', 'due_at']).execute()

  it('then this list has each of them', () => {
    expect(Object.keys(OWED).sort()).toEqual(Object.keys(REQUEST_STATES).sort())
  })

  it('then an ending is owed where it ends without a key, a question where one is asked, and nothing elsewhere', async () => {
    const received = await store.receive()
    const authorized = await store.authorize()
    const intent = await intentOf(store)
    const { request: issued } = await createdOf(store)
    const denied = await store.requests.advance(
      await store.receive(),
      'denied',
      { cause: 'guest', retryAt: undefined },
      BY_ADA,
    )
    const failed = await store.requests.advance(
      await intentOf(store),
      'failed',
      { cause: 'twilio_busy' },
      BY_ADA,
    )
    const unknown = await unknownOf(store)
    const asked = await askedOf(store)
    const withdrawn = await store.requests.advance(await askedOf(store), 'withdrawn', {}, BY_ADA)
    const expired = await store.requests.advance(await askedOf(store), 'expired', {}, BY_ADA)
    const abouts = {
      received: received.id,
      authorized: authorized.id,
      intent: intent.id,
      issued,
      denied: denied.id,
      failed: failed.id,
      unknown: unknown.id,
      asked: asked.id,
      withdrawn: withdrawn.id,
      expired: expired.id,
    }
    const all = await rows()
    for (const [state, purposes] of Object.entries(OWED)) {
      const about = Object.entries(abouts).find(([name]) => name === state)?.[1]
      const owed = all.filter((row) => row.about === about).map(({ purpose }) => purpose)
      expect([state, owed]).toEqual([state, purposes])
    }
  })

  it('when a limit refuses it in the commit that lets it in, then the ending is owed', async () => {
    await expect(intentOf(store, {}, { issuesPerHour: 0, liveKeys: 9 })).rejects.toThrow('hourly_limit')
    expect(await rows()).toMatchObject([{ purpose: 'ending' }])
  })
})

describe('given a card that stands in Slack', () => {
  const standing = async (): Promise<Key> => {
    const delivered = await keyIn(store, 'delivered')
    await sendAll(delivered)
    return delivered
  }

  it('when its key is held and then kept, then it is owed an update where it stands', async () => {
    const held = await moveTo(store, await standing(), 'held')
    expect(await owedTo(store.messages, held)).toEqual(['card anew', 'ending', 'review'])
    expect(await store.messages.find(held, 'card')).toEqual(AT)
    const kept = await moveTo(store, held, 'active')
    expect(await owedTo(store.messages, kept)).toEqual(['card anew'])
  })

  it('when its key goes, then where it stands stays known, to whoever updates it', async () => {
    const revoking = await moveTo(store, await standing(), 'revoking')
    expect(await store.messages.find(revoking, 'card')).toEqual(AT)
    expect(await store.messages.find(await moveTo(store, revoking, 'revoked'), 'card')).toEqual(AT)
  })
})

describe('given a question that was asked', () => {
  it('when its key is decided on, then where it stands stays known', async () => {
    const held = await keyIn(store, 'held')
    await sendAll(held)
    expect(await store.messages.find(await moveTo(store, held, 'revoking'), 'review')).toEqual(AT)
  })

  it('when its key is held a second time, then it is asked anew, beside the answered one', async () => {
    const held = await keyIn(store, 'held')
    await sendAll(held)
    const again = await moveTo(store, await moveTo(store, held, 'revoking'), 'held')
    expect(await owedTo(store.messages, again)).toEqual(['ending', 'review'])
    expect(await store.messages.find(again, 'review')).toBeUndefined()
  })
})
