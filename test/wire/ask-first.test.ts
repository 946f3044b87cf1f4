import { afterEach, describe, expect, it } from '@jest/globals'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { ADA, BOB, GROUP } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, lastReply, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const MINUTE_MS = 60_000

/** What stands last where Ada types. */
function question(): ScreenMessage {
  const message = wire.slack.screen(ADA).findLast(({ channel }) => channel === GENERAL)
  if (!message) throw new Error('nothing is asked')
  return message
}
const replies = (): ScreenMessage[] => wire.slack.screen(ADA).filter(({ channel }) => channel === GENERAL)

/** Ada has a live key of a name, and types the name again. */
async function askTwice(): Promise<ScreenMessage> {
  wire = await startWiredApp()
  await wire.type('payments-svc')
  await wire.type('payments-svc again')
  return question()
}

describe('given a name that Ada already has live', () => {
  it('when she types it again, then she is asked where she typed, and Twilio is asked for nothing', async () => {
    const asked = await askTwice()
    expect(wire.audit().slice(-2)).toEqual(['received ok', 'asked name_in_use'])
    expect(asked).toMatchObject({ ephemeral: true, via: 'response_url' })
    expect(textOf(asked)).toContain('You already have a live key with that name')
    expect(buttonsOf(asked)).toEqual(['Create the key', 'Cancel'])
    expect(wire.twilio.keys.size).toBe(1)
  })

  it('when she wants it, then the key is made, and the answer stands where the question was', async () => {
    const asked = await askTwice()
    const before = replies().length
    await wire.press(ADA, asked, 'create')
    expect(wire.audit().slice(-4)).toEqual(['authorized ok', 'intent ok', 'created ok', 'delivered ok'])
    expect(wire.twilio.keys.size).toBe(2)
    expect(replies()).toHaveLength(before)
    expect(lastReply(wire, ADA)).toContain('is ready')
    expect(buttonsOf(question())).toEqual([])
    expect(wire.secretSeen()).toEqual({ requests: 2, elsewhere: [] })
  })

  it('when she cancels, then no key is made, and that stands where the question was', async () => {
    const asked = await askTwice()
    await wire.press(ADA, asked, 'cancel')
    expect(wire.audit().at(-1)).toBe('withdrawn ok')
    expect(lastReply(wire, ADA)).toContain('No key was created')
    expect(buttonsOf(question())).toEqual([])
    // Both answers on a copy of the question that is still on another screen.
    await wire.press(ADA, asked, 'create')
    await wire.press(ADA, asked, 'cancel')
    expect(wire.twilio.keys.size).toBe(1)
    expect(wire.audit().at(-1)).toBe('withdrawn ok')
  })

  it('when she presses twice at once, then one key is made', async () => {
    const asked = await askTwice()
    await Promise.all([wire.press(ADA, asked, 'create'), wire.press(ADA, asked, 'create')])
    expect(wire.twilio.keys.size).toBe(2)
    expect(wire.audit().filter((event) => event === 'created ok')).toHaveLength(2)
  })

  it('when somebody else presses, then nothing happens, and that is on record', async () => {
    const asked = await askTwice()
    for (const button of ['create', 'cancel']) await wire.press(BOB, asked, button)
    expect(wire.audit().slice(-2)).toEqual(['button_refused not_yours', 'button_refused not_yours'])
    expect(wire.twilio.keys.size).toBe(1)
  })

  it('when she has left the group before she answers, then she gets no key', async () => {
    const asked = await askTwice()
    wire.slack.groups.get(GROUP)?.users.delete(ADA)
    wire.pass(MINUTE_MS)
    await wire.press(ADA, asked, 'create')
    expect(wire.audit().at(-1)).toBe('denied not_in_group')
    expect(wire.twilio.keys.size).toBe(1)
  })

  it('when she answers after more than ten minutes, then it has expired', async () => {
    const asked = await askTwice()
    wire.pass(10 * MINUTE_MS + 1)
    await wire.press(ADA, asked, 'create')
    expect(wire.audit().at(-1)).toBe('expired ok')
    expect(lastReply(wire, ADA)).toContain('expired after 10 minutes')
    expect(wire.twilio.keys.size).toBe(1)
  })

  it('when nobody answers, then it expires by itself, and she is told in her DM', async () => {
    await askTwice()
    await wire.restart(() => wire.pass(10 * MINUTE_MS))
    expect(wire.audit().at(-1)).toBe('expired ok')
    const told = wire.slack.screen(ADA).findLast(({ channel }) => channel !== GENERAL)
    expect(told && textOf(told)).toContain('expired after 10 minutes')
  })

  it('when newkey is started again meanwhile, then the question still stands', async () => {
    const asked = await askTwice()
    await wire.restart()
    await wire.press(ADA, asked, 'create')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })

  it('when Slack doesn’t take the question where she typed, then it is asked in her DM', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    wire.slack.trouble.set('response_url', { kind: 'status', status: 500 })
    await wire.type('payments-svc')
    const asked = wire.slack.screen(ADA).findLast(({ channel }) => channel !== GENERAL)
    if (!asked) throw new Error('nothing is asked')
    expect(buttonsOf(asked)).toEqual(['Create the key', 'Cancel'])
    wire.slack.trouble.delete('response_url')
    await wire.press(ADA, asked, 'create')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })

  it('when the same name is asked for twice at once, then one key is made, and one question asked', async () => {
    wire = await startWiredApp()
    await Promise.all([wire.type('payments-svc'), wire.type('payments-svc')])
    expect(wire.twilio.keys.size).toBe(1)
    expect(wire.audit().filter((event) => event === 'asked name_in_use')).toHaveLength(1)
  })

  it('when it is Bob who asks for that name, then he isn’t asked', async () => {
    await askTwice()
    await wire.type('payments-svc', BOB)
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })

  it('when Ada may not have another key, then that is said, and nothing is asked', async () => {
    wire = await startWiredApp({ env: { MAX_LIVE_KEYS_PER_PERSON: '1' } })
    await wire.type('payments-svc')
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('denied live_limit')
  })
})

describe('given text that reads like a sentence', () => {
  it('when Ada types it, then she is asked, and Twilio is asked for nothing before she answers', async () => {
    wire = await startWiredApp()
    await wire.type('please give me a key')
    expect(wire.audit()).toEqual(['received ok', 'asked reads_like_sentence'])
    expect(textOf(question())).toContain('please')
    expect(buttonsOf(question())).toEqual(['Create the key', 'Cancel'])
    expect(wire.twilio.exchanges).toEqual([])

    await wire.press(ADA, question(), 'create')
    expect([...wire.twilio.keys.values()].map(({ friendlyName }) => friendlyName)).toEqual(['please'])
  })

  it('when the name is in quotation marks, or the text isn’t one, then the key is created at once', async () => {
    wire = await startWiredApp()
    await wire.type('"please" give me a key')
    await wire.type('payments-svc for the new checkout')
    expect(wire.audit().filter((event) => event === 'delivered ok')).toHaveLength(2)
    expect(wire.audit().join()).not.toContain('asked')
  })
})
