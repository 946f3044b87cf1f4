import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA, BOB } from '../../sandbox/slack/people.ts'
import type { SlackTrouble } from '../../sandbox/slack/trouble.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import type { TwilioTrouble } from '../../sandbox/twilio/trouble.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, lastInDm, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const LOST: TwilioTrouble = { kind: 'twilio', status: 500, code: 20500, made: true, times: 1 }
const inDm = (user: string): ScreenMessage[] =>
  wire.slack.screen(user).filter(({ channel, ephemeral }) => channel.startsWith('D') && !ephemeral)
/** What is said to somebody by a response_url, where only they see it. */
const answersTo = (user: string): string[] =>
  wire.slack.screen(user).flatMap((one) => (one.ephemeral && one.via === 'response_url' ? [textOf(one)] : []))
const secretMessage = (): ScreenMessage | undefined =>
  wire.slack.screen(ADA).find(({ ephemeral, via }) => ephemeral && via === 'chat.postEphemeral')

describe('given a reviewer’s answer that Slack doesn’t show on the question', () => {
  it('when chat.update fails once, then the question is updated later', async () => {
    wire = await startWiredApp({ before: ({ twilio }) => twilio.trouble.set('create', LOST) })
    await wire.type('payments-svc')
    wire.slack.trouble.set('chat.update', { kind: 'error', error: 'internal_error', times: 1 })
    await wire.press(BOB, lastInDm(wire, BOB), 'delete')
    for (let minute = 0; minute < 3; minute++) {
      wire.pass(60_000)
      await wire.restart()
    }
    expect(wire.twilio.keys.size).toBe(0)
    expect(inDm(BOB).map(buttonsOf)).toEqual([[]])
  })

  it('when Twilio deletes the key only later, then the question doesn’t say for ever that it is being deleted', async () => {
    wire = await startWiredApp({ before: ({ twilio }) => twilio.trouble.set('create', LOST) })
    await wire.type('payments-svc')
    wire.twilio.trouble.set('delete', { kind: 'twilio', status: 503, code: 20503, times: 1 })
    await wire.press(BOB, lastInDm(wire, BOB), 'delete')
    for (let minute = 0; minute < 3; minute++) {
      wire.pass(60_000)
      await wire.restart()
    }
    expect(wire.twilio.keys.size).toBe(0)
    expect(inDm(BOB).map(textOf)).toEqual([expect.not.stringContaining('newkey keeps trying')])
  })

  it('when Ada revokes and Twilio deletes the key only later, then her card doesn’t say for ever that it is being deleted', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    wire.twilio.trouble.set('delete', { kind: 'twilio', status: 503, code: 20503, times: 1 })
    await wire.press(ADA, lastInDm(wire, ADA), 'not_received')
    for (let minute = 0; minute < 3; minute++) {
      wire.pass(60_000)
      await wire.restart()
    }
    expect(wire.twilio.keys.size).toBe(0)
    expect(
      inDm(ADA)
        .map(textOf)
        .filter((text) => text.includes('newkey keeps trying')),
    ).toEqual([])
  })
})

describe('given a message that was posted twice, since Slack’s answer to the first was lost', () => {
  const POSTED_ALL_THE_SAME: SlackTrouble = { kind: 'error', error: 'fatal_error', posted: true, times: 1 }

  it('when Bob answers the first question, then the second one says so, and Bob is told', async () => {
    wire = await startWiredApp({
      before: ({ twilio, slack }) => {
        twilio.trouble.set('create', LOST)
        slack.trouble.set('chat.postMessage', POSTED_ALL_THE_SAME)
      },
    })
    await wire.type('payments-svc')
    wire.pass(60_000)
    await wire.restart()
    const [first, ...more] = inDm(BOB)
    if (!first || more.length !== 1) throw new Error('not asked twice')
    await wire.press(BOB, first, 'keep')
    expect(inDm(BOB).map(buttonsOf)).toEqual([['Delete this key', 'Keep it'], []])
    expect(answersTo(BOB).filter((text) => text.includes('decided to keep it'))).toHaveLength(1)
  })

  it('when Ada revokes by the first card, then the second one says so, and Ada is told', async () => {
    wire = await startWiredApp({
      before: ({ slack }) => slack.trouble.set('chat.postMessage', POSTED_ALL_THE_SAME),
    })
    await wire.type('payments-svc')
    wire.pass(60_000)
    await wire.restart()
    const [first, ...more] = inDm(ADA)
    if (!first || more.length !== 1) throw new Error('no two cards')
    const before = answersTo(ADA).length
    await wire.press(ADA, first, 'not_received')
    expect(wire.twilio.keys.size).toBe(0)
    expect(inDm(ADA).map(buttonsOf)).toEqual([
      ['I stored it', "I didn't get the secret", 'Revoke this key'],
      [],
    ])
    expect(answersTo(ADA)).toHaveLength(before + 1)
  })
})

describe('given a key that is held although its secret was shown', () => {
  it('when Ada presses "I stored it", then she isn’t told to press again in a few seconds', async () => {
    wire = await startWiredApp({
      env: { HOLD_REVOCATIONS: '1' },
      before: ({ slack }) =>
        slack.trouble.set('chat.postEphemeral', { kind: 'error', error: 'fatal_error', posted: true }),
    })
    await wire.type('payments-svc')
    wire.slack.trouble.clear()
    const shown = secretMessage()
    if (!shown) throw new Error('no secret')
    await wire.press(ADA, shown, 'confirm')
    const said = wire.slack.screen(ADA).map(textOf)
    expect(said.filter((text) => text.includes('in a few seconds'))).toEqual([])
  })
})

describe('given a card whose update doesn’t reach Slack', () => {
  it('when chat.update fails once as Ada presses "I stored it", then the card says so in the end', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    const shown = secretMessage()
    if (!shown) throw new Error('no secret')
    wire.slack.trouble.set('chat.update', { kind: 'error', error: 'internal_error', times: 1 })
    await wire.press(ADA, shown, 'confirm')
    for (let minute = 0; minute < 3; minute++) {
      wire.pass(60_000)
      await wire.restart()
    }
    expect(wire.audit().at(-1)).toBe('confirmed ok')
    expect(inDm(ADA).map(buttonsOf)).toEqual([['Revoke this key']])
  })

  it('when newkey dies between "confirmed" and the update, then the card says so after the next start', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    const card = lastInDm(wire, ADA)
    // Slack neither takes the update nor answers: as far as Slack goes, the process has died before it.
    wire.slack.trouble.set('chat.update', { kind: 'reset', times: 1 })
    await wire.press(ADA, card, 'confirm')
    wire.pass(16 * 60_000)
    await wire.restart()
    expect(inDm(ADA).map(buttonsOf)).toEqual([['Revoke this key']])
  })
})
