import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { LEASE_MS } from '../../src/domain/pauses.ts'
import type { RequestIn } from '../../src/domain/request.ts'
import { DM, keySid, NOW, OTHER_SID, SID } from '../unit/ids.ts'
import {
  BY_BOB,
  deliveredOf,
  foundOf,
  heldOf,
  keyIn,
  moveTo,
  owed,
  owedTo,
  revokingOf,
  unknownOf,
} from './lives.ts'
import { BY_ADA, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

const AT = { channel: DM, ts: '1.000001' }
const due = async (): Promise<string[]> =>
  (await store.messages.due()).map(({ purpose, subject }) => `${purpose} ${subject.state}`).sort()
const rows = () => store.db.selectFrom('messages').selectAll().execute()

async function denied(): Promise<RequestIn<'denied'>> {
  const change = { cause: 'hourly_limit', retryAt: NOW + 60_000 } as const
  return store.requests.advance(await store.receive(), 'denied', change, BY_ADA)
}

describe('given a message that is owed', () => {
  it('when its subject is worked on, then nobody else sends it, until the lease is over', async () => {
    await denied()
    await deliveredOf(store)
    store.pass(LEASE_MS)
    expect(await due()).toEqual([])
    store.pass(1)
    expect(await due()).toEqual(['card delivered', 'ending denied'])
  })

  it('when nobody works on its subject any more, then it is due at once', async () => {
    const { id } = await denied()
    const { sid } = await deliveredOf(store)
    store.requests.release(id)
    expect(await due()).toEqual(['ending denied'])
    store.keys.release(sid)
    expect(await due()).toEqual(['card delivered', 'ending denied'])
  })

  it('when whoever works on its subject asks, then they see it', async () => {
    expect(await owedTo(store.messages, await denied())).toEqual(['ending'])
  })

  it('when a deletion is put off, then the word about it doesn’t wait for that', async () => {
    await store.keys.postpone(await revokingOf(store), NOW + LEASE_MS + 600_000)
    store.pass(LEASE_MS + 1)
    expect(await due()).toEqual(['ending revoking'])
  })

  it('when there are many, then 200 are due at a time, the oldest first', async () => {
    for (let number = 1; number <= 201; number++) {
      await denied()
      if (number === 1) store.pass(1)
    }
    store.pass(LEASE_MS + 1)
    const first = await store.messages.due()
    expect(first).toHaveLength(200)
    expect(first[0]).toMatchObject({ subject: { askedAt: NOW } })
    for (const { subject } of first) await store.messages.sent(subject, 'ending')
    expect(await store.messages.due()).toHaveLength(1)
  })
})

describe('given somebody who sends it', () => {
  it('when two take it on at the same time, then one has it, until its time comes', async () => {
    const card = await owed(store.messages, await deliveredOf(store), 'card')
    const other = store.of('another process').messages
    const until = NOW + LEASE_MS + 60_000
    const claims = await Promise.all([store.messages.take(card, until), other.take(card, until)])
    expect(claims.sort()).toEqual([false, true])
    expect(await store.messages.take(card, until)).toBe(false)
    store.pass(LEASE_MS + 59_999)
    expect(await due()).toEqual([])
    store.pass(1)
    expect(await store.messages.due()).toMatchObject([{ purpose: 'card', attempts: 1 }])
  })

  it('when its subject has moved on, then it can’t be taken on any more', async () => {
    const delivered = await deliveredOf(store)
    const card = await owed(store.messages, delivered, 'card')
    const active = await moveTo(store, delivered, 'active')
    expect(await store.messages.take(card, NOW + 60_000)).toBe(false)
    expect(await store.messages.take(await owed(store.messages, active, 'card'), NOW + 60_000)).toBe(true)
  })

  it('when its subject moves on while it is being sent, then this process sends it once, until that is over', async () => {
    const delivered = await deliveredOf(store)
    const card = await owed(store.messages, delivered, 'card')
    expect(await store.messages.take(card, NOW + 60_000)).toBe(true)
    const active = await moveTo(store, delivered, 'active')
    const anew = await owed(store.messages, active, 'card')
    expect(await store.messages.take(anew, NOW + 60_000)).toBe(false)
    store.messages.release(card)
    expect(await store.messages.take(anew, NOW + 60_000)).toBe(true)
  })

  it('when it has been sent, then it can’t be taken on any more', async () => {
    const delivered = await deliveredOf(store)
    const card = await owed(store.messages, delivered, 'card')
    await store.messages.sent(delivered, 'card', AT)
    expect(await store.messages.take(card, NOW + 60_000)).toBe(false)
  })

  it('when its subject moves on, then the tries begin anew, and at once', async () => {
    const revoking = await revokingOf(store)
    await store.messages.take(await owed(store.messages, revoking, 'ending'), NOW + 900_000)
    const revoked = await moveTo(store, revoking, 'revoked')
    expect(await owed(store.messages, revoked, 'ending')).toMatchObject({ attempts: 0 })
    store.pass(LEASE_MS + 1)
    expect(await due()).toEqual(['ending revoked'])
  })
})

describe('given a message that has been sent', () => {
  it('when it is an ending, then it is forgotten', async () => {
    const request = await denied()
    await store.messages.sent(request, 'ending', AT)
    expect(await rows()).toEqual([])
  })

  it('when its key has moved on meanwhile, then the ending of the new state is still owed', async () => {
    const revoking = await revokingOf(store)
    const revoked = await moveTo(store, revoking, 'revoked')
    await store.messages.sent(revoking, 'ending')
    expect(await owedTo(store.messages, revoked)).toEqual(['ending'])
    await store.messages.sent(revoked, 'ending')
    expect(await owedTo(store.messages, revoked)).toEqual([])
  })

  it('when it is a card, then it isn’t owed, and where it stands is known, by the next process too', async () => {
    const delivered = await deliveredOf(store)
    expect(await store.messages.find(delivered, 'card')).toBeUndefined()
    await store.messages.sent(delivered, 'card', AT)
    expect(await owedTo(store.messages, delivered)).toEqual([])
    expect(await (await store.restart()).messages.find(delivered, 'card')).toEqual(AT)
    expect(await store.messages.find(delivered, 'review')).toBeUndefined()
  })

  it('when it is a question, then it isn’t owed, and its owner still is told', async () => {
    const held = await heldOf(store)
    await store.messages.sent(held, 'review', { channel: DM, ts: '2.000001' })
    expect(await owedTo(store.messages, held)).toEqual(['ending'])
    await store.messages.sent(held, 'ending')
    expect(await owedTo(store.messages, held)).toEqual([])
    expect(await store.messages.find(held, 'review')).toEqual({ channel: DM, ts: '2.000001' })
  })

  it('when a card is sent for which none was owed, then where it stands is known, and none is owed', async () => {
    const active = await keyIn(store, 'active')
    await store.messages.sent(active, 'card', AT)
    expect(await owedTo(store.messages, active)).toEqual([])
    expect(await store.messages.find(active, 'card')).toEqual(AT)
  })

  it.each(['active', 'revoking', 'held'] as const)(
    'when its key became %s while the card was on its way, then it is owed an update where it stands',
    async (state) => {
      const delivered = await deliveredOf(store)
      const moved = await moveTo(store, delivered, state)
      await store.messages.sent(delivered, 'card', AT)
      expect(await store.messages.find(moved, 'card')).toEqual(AT)
      if (state === 'held') {
        // A key that waits for a decision has no card of its own: it gets one once that is made.
        expect(await owedTo(store.messages, await moveTo(store, moved, 'active'))).toContain('card anew')
        return
      }
      expect(await owedTo(store.messages, moved)).toContain('card anew')
      const card = await owed(store.messages, moved, 'card')
      expect(await store.messages.take(card, NOW + 60_000)).toBe(true)
      await store.messages.sent(moved, 'card', AT)
      expect(await owedTo(store.messages, moved)).not.toContain('card anew')
    },
  )

  it('when its key was decided on while the question was on its way, then it is owed an update, and nobody is asked again', async () => {
    const held = await foundOf(store, await unknownOf(store))
    const kept = await store.keys.advance(held, 'active', {}, BY_BOB)
    await store.messages.sent(held, 'review', AT)
    expect(await owedTo(store.messages, kept)).toEqual(['card', 'review anew'])
    expect(await store.messages.find(kept, 'review')).toEqual(AT)
  })
})

describe('given somebody who can’t be told', () => {
  it('when it is given up, then the audit log says so once, and it isn’t owed any more', async () => {
    const delivered = await deliveredOf(store)
    const card = await owed(store.messages, delivered, 'card')
    await store.messages.giveUp(card)
    await store.messages.giveUp(card)
    expect(await owedTo(store.messages, delivered)).toEqual([])
    expect(store.onAudit.filter(({ event }) => event === 'untold')).toMatchObject([
      { request: delivered.request, outcome: 'not_told', sid: SID, actor: { user: 'newkey' } },
    ])
  })

  it('when it is about a request, then the record is the request’s', async () => {
    const request = await denied()
    await store.messages.giveUp(await owed(store.messages, request, 'ending'))
    expect(store.onAudit.at(-1)).toMatchObject({
      event: 'untold',
      request: request.id,
      outcome: 'not_told',
      sid: null,
      name: request.name,
    })
    expect(await rows()).toEqual([])
  })

  it('when it has been sent or its subject has moved on, then nothing is recorded', async () => {
    const revoking = await revokingOf(store)
    const ending = await owed(store.messages, revoking, 'ending')
    const revoked = await moveTo(store, revoking, 'revoked')
    await store.messages.giveUp(ending)
    expect(await owedTo(store.messages, revoked)).toEqual(['ending'])
    const delivered = await deliveredOf(store, OTHER_SID)
    const card = await owed(store.messages, delivered, 'card')
    await store.messages.sent(delivered, 'card', AT)
    await store.messages.giveUp(card)
    expect(await store.messages.find(delivered, 'card')).toEqual(AT)
    expect(store.onAudit.filter(({ event }) => event === 'untold')).toEqual([])
  })

  it('when one message is given up, then the others are still owed', async () => {
    const held = await heldOf(store, keySid(3))
    await store.messages.giveUp(await owed(store.messages, held, 'ending'))
    expect(await owedTo(store.messages, held)).toEqual(['review'])
  })
})
