import { afterEach, describe, expect, it } from '@jest/globals'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { ADA, BOB, EVE, GROUP } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import type { TwilioTrouble } from '../../sandbox/twilio/trouble.ts'
import { START, startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, lastInDm, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const MINUTE = 60_000
/** A key was made, and the answer lost. */
const LOST: TwilioTrouble = { kind: 'twilio', status: 500, code: 20500, made: true, times: 1 }
/** No key was created so far. */
const FAULT: TwilioTrouble = { kind: 'twilio', status: 500, code: 20500, times: 1 }

async function lost(trouble = LOST): Promise<void> {
  wire = await startWiredApp({ before: ({ twilio }) => twilio.trouble.set('create', trouble) })
  await wire.type('payments-svc')
}
const lists = (): number => wire.transcript().filter((line) => line.includes('GET')).length
const posts = (): number => wire.transcript().filter((line) => line.includes('FriendlyName')).length
function appear(name: string, at: number): void {
  const sid = `SK${String(wire.twilio.keys.size).padStart(32, 'f')}`
  wire.twilio.keys.set(sid, {
    sid,
    friendlyName: name,
    dateCreated: at,
    dateUpdated: at,
    secret: 'nobody knows',
  })
}
const inGeneral = (user: string): ScreenMessage => {
  const message = wire.slack.screen(user).findLast(({ channel }) => channel === GENERAL)
  if (!message) throw new Error('nothing in #general')
  return message
}
const held = (): string[] => wire.audit().filter((event) => event.startsWith('held'))

describe('given a key that was made although its answer was lost', () => {
  it('then it is found at once, and another member of the group is asked about it, with its sid and time', async () => {
    await lost()
    const [key] = [...wire.twilio.keys.values()]
    const card = lastInDm(wire, BOB)
    expect(textOf(card)).toContain('Is the Twilio API key payments-svc in use?')
    expect(textOf(card)).toContain(key?.sid)
    expect(textOf(card)).toContain('2026-11-24 08:00 UTC')
    expect(textOf(card)).toContain('newkey can’t prove that it created this key')
    expect(buttonsOf(card)).toEqual(['Delete this key', 'Keep it'])
    expect(wire.twilio.keys.size).toBe(1)
    expect(posts()).toBe(1)
    expect(wire.secretSeen()).toEqual({ requests: 0, elsewhere: [] })
  })

  it('when Bob deletes it, then it is gone, his card says so, and Ada is told', async () => {
    await lost()
    const card = lastInDm(wire, BOB)
    await wire.press(BOB, card, 'delete')
    expect(wire.twilio.keys.size).toBe(0)
    expect(textOf(lastInDm(wire, BOB))).toContain('decided to delete it')
    expect(buttonsOf(lastInDm(wire, BOB))).toEqual([])
    expect(textOf(lastInDm(wire, ADA))).toContain('A reviewer decided to delete it')
    expect(wire.audit().slice(4)).toEqual(['held orphan', 'revoking decided', 'revoked decided'])
  })

  it('when Bob keeps it, then it stays, and is not asked about again', async () => {
    await lost()
    await wire.press(BOB, lastInDm(wire, BOB), 'keep')
    expect(wire.twilio.keys.size).toBe(1)
    expect(textOf(lastInDm(wire, BOB))).toContain('decided to keep it')
    wire.pass(5 * MINUTE)
    await wire.restart()
    expect(held()).toHaveLength(1)
    expect(wire.audit().at(-1)).toBe('kept orphan')
  })

  it('when Bob keeps it, then it is Ada’s: her card says so, and she can revoke it', async () => {
    await lost()
    await wire.press(BOB, lastInDm(wire, BOB), 'keep')
    const card = lastInDm(wire, ADA)
    expect(textOf(card)).toContain('decided to keep this key')
    expect(buttonsOf(card)).toEqual(['Revoke this key'])
    await wire.press(ADA, card, 'revoke')
    expect(wire.twilio.keys.size).toBe(0)
    expect(wire.audit().slice(-3)).toEqual([
      'kept orphan',
      'revoking revoked_by_requester',
      'revoked revoked_by_requester',
    ])
  })

  it('when Bob keeps it, then it counts against Ada’s live keys until it is gone', async () => {
    wire = await startWiredApp({
      env: { MAX_LIVE_KEYS_PER_PERSON: '1' },
      before: ({ twilio }) => twilio.trouble.set('create', { ...LOST, times: 1 }),
    })
    await wire.type('payments-svc')
    await wire.press(BOB, lastInDm(wire, BOB), 'keep')
    await wire.type('refunds-svc')
    expect(wire.audit().at(-1)).toBe('denied live_limit')
    await wire.press(ADA, lastInDm(wire, ADA), 'revoke')
    await wire.type('refunds-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })

  it('when there is an audit channel, then the card is there', async () => {
    wire = await startWiredApp({
      env: { AUDIT_CHANNEL: GENERAL },
      before: ({ twilio }) => twilio.trouble.set('create', LOST),
    })
    await wire.type('payments-svc')
    const card = inGeneral(ADA)
    expect(buttonsOf(card)).toEqual(['Delete this key', 'Keep it'])
    await wire.press(ADA, card, 'delete')
    expect(textOf(inGeneral(ADA))).toContain('another member of the group has to decide')
    await wire.press(EVE, card, 'keep')
    expect(textOf(inGeneral(EVE))).toContain('newkey creates keys for members of')
    expect(wire.audit().slice(-2)).toEqual(['button_refused own_request', 'button_refused not_in_group'])
    expect(wire.twilio.keys.size).toBe(1)
  })

  it('when nobody else is in the group, then the log says so, and it is tried again', async () => {
    wire = await startWiredApp({
      before: ({ twilio, slack }) => {
        twilio.trouble.set('create', LOST)
        slack.groups.get(GROUP)?.users.delete(BOB)
      },
    })
    await wire.type('payments-svc')
    expect(wire.log.join('\n')).toContain('No reviewer could be reached')
    wire.slack.groups.get(GROUP)?.users.add(BOB)
    wire.pass(MINUTE)
    await wire.restart()
    expect(textOf(lastInDm(wire, BOB))).toContain('Is the Twilio API key payments-svc in use?')
  })
})

describe('given an outcome that is unknown', () => {
  it('then it is searched for at 0, 1, 5 and 15 minutes, and every hour from then on', async () => {
    await lost(FAULT)
    const searched = [0]
    for (let minute = 1; minute <= 15 + 2 * 60; minute++) {
      wire.pass(MINUTE)
      const before = lists()
      await wire.restart()
      if (lists() > before) searched.push(minute)
    }
    expect(searched).toEqual([0, 1, 5, 15, 75, 135])
  }, 30_000)

  it('when its key comes late, then the search after that finds it', async () => {
    await lost(FAULT)
    expect(held()).toEqual([])
    appear('payments-svc', START + 40_000)
    wire.pass(MINUTE)
    await wire.restart()
    expect(held()).toEqual(['held orphan'])
  })

  it.each([
    { what: 'another name and a time minutes after it', name: 'Payments-svc', at: START + 2 * MINUTE },
    { what: 'a time before it', name: 'payments-svc', at: START - 25 * 60 * MINUTE },
  ])('when a key has $what, then it is no candidate', async ({ name, at }) => {
    await lost(FAULT)
    appear(name, at)
    wire.pass(MINUTE)
    await wire.restart()
    expect(lists()).toBe(2)
    expect(held()).toEqual([])
  })

  it('when Twilio has spelled its name differently, then it is found all the same, and shown under that name', async () => {
    await lost(FAULT)
    appear('Payments svc', START + 40_000)
    wire.pass(MINUTE)
    await wire.restart()
    expect(held()).toEqual(['held orphan'])
    expect(textOf(lastInDm(wire, BOB))).toContain('Is the Twilio API key Payments svc in use?')
    await wire.press(BOB, lastInDm(wire, BOB), 'delete')
    expect(wire.twilio.keys.size).toBe(0)
  })

  it('when Ada asks again and gets her key, then that one is no candidate', async () => {
    await lost(FAULT)
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
    wire.pass(MINUTE)
    await wire.restart()
    expect(held()).toEqual([])
  })

  it('when the account has two keys that may be it, then both are asked about', async () => {
    await lost()
    appear('payments-svc', START + 1_000)
    wire.pass(MINUTE)
    await wire.restart()
    expect(held()).toHaveLength(2)
  })

  it('when the list fails, then nothing counts as searched', async () => {
    await lost(FAULT)
    appear('payments-svc', START)
    wire.twilio.trouble.set('list', { kind: 'html', status: 502, times: 1 })
    wire.pass(MINUTE)
    await wire.restart()
    expect(held()).toEqual([])
    wire.pass(MINUTE)
    await wire.restart()
    expect(held()).toEqual(['held orphan'])
  })
})
