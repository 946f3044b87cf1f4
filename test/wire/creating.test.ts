import { afterEach, describe, expect, it } from '@jest/globals'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { ADA } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())
const replies = (): string[] =>
  wire.slack
    .screen(ADA)
    .filter(({ channel }) => channel === GENERAL)
    .map(textOf)

/**
 * Ada types a command whose second is over as soon as Twilio is asked. Twilio answers once Slack has taken what newkey says
 * meanwhile. @returns what stood where she typed when newkey went on
 */
async function typedWhileSlow(prepare: () => void = () => undefined): Promise<readonly string[]> {
  const said = Promise.withResolvers<void>()
  let isTyping = false
  let seen: readonly string[] = []
  let answers = 0
  wire = await startWiredApp({
    pause: (ms) => (isTyping && ms === 1_000 ? Promise.resolve() : new Promise(() => undefined)),
    meanwhile: async ({ method, path }) => {
      if (path.startsWith('/commands/')) {
        answers += 1
        if (answers === 2) seen = replies()
        said.resolve()
      }
      if (method === 'POST' && path.endsWith('/Keys.json')) await said.promise
    },
  })
  prepare()
  isTyping = true
  await wire.type('payments-svc')
  return seen
}

describe('given a Twilio that takes more than a second', () => {
  it('then “Creating your key…” stands where the command was typed, and the answer takes its place', async () => {
    expect(await typedWhileSlow()).toEqual([expect.stringContaining('Creating your key…')])
    expect(replies()).toEqual([expect.stringContaining('is ready')])
    expect(wire.secretSeen()).toEqual({ requests: 1, elsewhere: [] })
  })

  it('when Twilio then refuses, then that takes its place', async () => {
    const refuse = () => wire.twilio.trouble.set('create', { kind: 'twilio', status: 429, code: 20429 })
    expect(await typedWhileSlow(refuse)).toEqual([expect.stringContaining('Creating your key…')])
    expect(replies()).toEqual([expect.stringContaining('Twilio is busy')])
  })

  it('when Slack fails as the answer comes, then the answer takes its place all the same', async () => {
    const fails = () =>
      wire.slack.trouble.set('response_url', { kind: 'status', status: 500, after: 1, times: 1 })
    await typedWhileSlow(fails)
    expect(replies()).toEqual([expect.stringContaining('is ready')])
  })

  it('when Slack doesn’t take it, then the answer is a message of its own', async () => {
    const lost = () => wire.slack.trouble.set('response_url', { kind: 'status', status: 500, times: 1 })
    await typedWhileSlow(lost)
    expect(replies()).toEqual([expect.stringContaining('is ready')])
  })
})
