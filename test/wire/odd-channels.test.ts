import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, lastReply } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

describe('given a Slack that answers conversations.open with something else', () => {
  const dm = { id: 'D0ADA00001', user: ADA, is_im: true }
  it.each([
    ['a channel', { id: 'C0GENERAL1', is_channel: true }],
    ['a group DM', { id: 'G0GROUP001', is_mpim: true }],
    ['somebody else’s DM', { ...dm, user: 'U0EVE00001' }],
    ['a DM that it says is none', { ...dm, is_im: false }],
    ['a shared one', { ...dm, is_ext_shared: true }],
    ['an archived one', { ...dm, is_archived: true }],
  ])('when it is %s, then no key is made, and nothing is posted there', async (_, channel) => {
    wire = await startWiredApp({
      before: ({ slack }) =>
        slack.trouble.set('conversations.open', { kind: 'says', answer: { ok: true, channel } }),
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('failed dm_unavailable')
    expect(wire.transcript().filter((line) => /twilio|chat\./.test(line))).toEqual([])
    expect(lastReply(wire, ADA)).toContain('No key was created')
  })
})

describe('given a Slack that says that a card stands in another channel', () => {
  it('when a key is delivered, then the card isn’t taken as posted, and comes later where it belongs', async () => {
    const answer = { ok: true, channel: 'C0GENERAL1', ts: '1.000001' }
    wire = await startWiredApp({
      before: ({ slack }) => slack.trouble.set('chat.postMessage', { kind: 'says', answer, times: 1 }),
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
    wire.pass(60_000)
    await wire.restart()
    const cards = wire.slack.screen(ADA).filter(({ via }) => via === 'chat.postMessage')
    expect(cards.map(({ channel }) => channel)).toEqual(['D0ADA00001'])
    expect(cards.flatMap(buttonsOf)).toContain('I stored it')
    expect(wire.transcript().filter((line) => line.includes('channel=C0GENERAL1'))).toEqual([])
  })
})
