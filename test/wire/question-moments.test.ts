import { afterEach, describe, expect, it } from '@jest/globals'
import type { WireRequest } from '../../sandbox/exchange.ts'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { ADA } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, lastReply, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const replies = (): ScreenMessage[] => wire.slack.screen(ADA).filter(({ channel }) => channel === GENERAL)
function question(): ScreenMessage {
  const message = replies().at(-1)
  if (!message) throw new Error('nothing is asked')
  return message
}
const isCreation = ({ method, path }: WireRequest): boolean =>
  method === 'POST' && path.endsWith('/Keys.json')

/** Ada has a live key of a name, and types the name again. */
async function askTwice(meanwhile?: (request: WireRequest) => unknown): Promise<ScreenMessage> {
  wire = await startWiredApp(meanwhile ? { meanwhile } : {})
  await wire.type('payments-svc')
  await wire.type('payments-svc again')
  return question()
}

describe('given a question whether to create a key', () => {
  it('when Ada presses Cancel while the key is being created, then the answer still stands there', async () => {
    let asked: ScreenMessage | undefined
    let canceled: Promise<unknown> | undefined
    asked = await askTwice((request) => {
      if (asked && isCreation(request)) canceled ??= wire.send(wire.slack.click(ADA, asked, 'cancel'))
    })
    await wire.press(ADA, asked, 'create')
    await canceled
    expect(wire.twilio.keys.size).toBe(2)
    expect(lastReply(wire, ADA)).toContain('is ready')
    expect(replies()).toHaveLength(2)
  })

  it.each(['create', 'cancel'])(
    'when she presses %s again after the key is ready, then she reads how it stands',
    async (button) => {
      const asked = await askTwice()
      await wire.press(ADA, asked, 'create')
      await wire.press(ADA, asked, button)
      expect(wire.twilio.keys.size).toBe(2)
      expect(replies()).toHaveLength(2)
      expect(textOf(question())).toContain('is ready')
    },
  )

  it('when she presses again after she has revoked the key, then she reads that it no longer works', async () => {
    const asked = await askTwice()
    await wire.press(ADA, asked, 'create')
    const card = lastInDm(wire, ADA)
    await wire.press(ADA, card, 'revoke')
    await wire.press(ADA, asked, 'create')
    expect(textOf(question())).toContain('no longer works')
  })
})
