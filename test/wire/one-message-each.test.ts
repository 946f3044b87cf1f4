import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA, BOB } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import type { TwilioTrouble } from '../../sandbox/twilio/trouble.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const LOST: TwilioTrouble = { kind: 'twilio', status: 500, code: 20500, made: true, times: 1 }
const inDm = (user: string): ScreenMessage[] =>
  wire.slack.screen(user).filter(({ channel, ephemeral }) => channel.startsWith('D') && !ephemeral)

/** Turns of the event loop, in which whatever can go on does so: nothing here waits for time. */
async function turns(many: number): Promise<void> {
  for (let turn = 0; turn < many; turn++) await new Promise(setImmediate)
}

describe('given a reviewer who presses twice', () => {
  it('when the second press comes while Ada is being told that her key is deleted, then she is told once', async () => {
    let on = false
    let card: ScreenMessage | undefined
    let pressed = false
    wire = await startWiredApp({
      before: ({ twilio }) => twilio.trouble.set('create', LOST),
      meanwhile: async ({ path, body }) => {
        if (!on || pressed || !card || path !== '/api/chat.postMessage' || !body.includes('D0ADA00001'))
          return
        pressed = true
        const click = wire.slack.click(BOB, card, 'delete')
        void fetch(wire.url + click.path, { method: 'POST', headers: click.headers, body: click.body })
        await turns(500)
      },
    })
    await wire.type('payments-svc')
    card = lastInDm(wire, BOB)
    const before = inDm(ADA).length
    on = true
    await wire.press(BOB, card, 'delete')
    await wire.idle()
    expect(
      inDm(ADA)
        .slice(before)
        .map((one) => textOf(one).slice(0, 60)),
    ).toHaveLength(1)
  })

  it('when the second press comes while Ada’s card of the kept key is on its way, then she has one card', async () => {
    let on = false
    let card: ScreenMessage | undefined
    let pressed = false
    wire = await startWiredApp({
      before: ({ twilio }) => twilio.trouble.set('create', LOST),
      meanwhile: async ({ path, body }) => {
        if (!on || pressed || !card || path !== '/api/chat.postMessage' || !body.includes('D0ADA00001'))
          return
        pressed = true
        const click = wire.slack.click(BOB, card, 'keep')
        void fetch(wire.url + click.path, { method: 'POST', headers: click.headers, body: click.body })
        await turns(500)
      },
    })
    await wire.type('payments-svc')
    card = lastInDm(wire, BOB)
    const before = inDm(ADA).length
    on = true
    await wire.press(BOB, card, 'keep')
    await wire.idle()
    expect(inDm(ADA).slice(before)).toHaveLength(1)
  })
})

describe('given a card that is on its way', () => {
  it('when Ada presses "I stored it" beside the secret meanwhile, then she has one card, and it says so in the end', async () => {
    let pressed = false
    wire = await startWiredApp({
      meanwhile: async ({ path }) => {
        const shown = wire?.slack
          .screen(ADA)
          .find(({ ephemeral, channel }) => ephemeral && channel.startsWith('D'))
        if (pressed || path !== '/api/chat.postMessage' || !shown) return
        pressed = true
        const click = wire.slack.click(ADA, shown, 'confirm')
        void fetch(wire.url + click.path, { method: 'POST', headers: click.headers, body: click.body })
        await turns(500)
      },
    })
    await wire.type('payments-svc')
    await wire.idle()
    wire.pass(60_000)
    await wire.restart()
    expect(wire.audit()).toContain('confirmed ok')
    expect(inDm(ADA)).toHaveLength(1)
    expect(textOf(lastInDm(wire, ADA))).toContain('You stored the secret')
  })
})
