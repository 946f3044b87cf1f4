import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { ADA, TEAM } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import { isChannelId, isTeamId, isUserId } from '../../src/ids.ts'
import { announceCreation } from '../../src/keys/announce-creation.ts'
import { fulfilRequest } from '../../src/keys/fulfil-request.ts'
import { receiveRequest } from '../../src/keys/receive-request.ts'
import { reconcile } from '../../src/keys/reconcile.ts'
import { Secret } from '../../src/secret.ts'
import { buttonsOf, textOf } from './reading.ts'
import { rig } from './rig.ts'

const MINUTE_MS = 60_000
let wire: Awaited<ReturnType<typeof rig>>
beforeEach(async () => {
  wire = await rig()
})
afterEach(() => wire.close())

/** Ada types something that reads like a sentence, and is asked. */
async function asked(services: ReturnType<typeof wire.make>): Promise<void> {
  const sent = new URLSearchParams(wire.slack.command(ADA, 'please give me a key', GENERAL).body)
  if (!isUserId(ADA) || !isTeamId(TEAM) || !isChannelId(GENERAL)) throw new Error('ids')
  const fingerprints = { trigger: 'one', payload: 'one' }
  const typed = { user: ADA, team: TEAM, name: 'please', reason: 'give me a key', fingerprints }
  const receipt = await receiveRequest(services, typed)
  if (receipt.kind !== 'received') throw new Error(receipt.kind)
  const replyTo = { url: new Secret(sent.get('response_url') ?? ''), channel: GENERAL, replaces: false }
  const announcement = announceCreation(services, replyTo)
  await fulfilRequest(services, receipt.request, { acked: true, isSentence: true, announcement })
}
const replies = (): ScreenMessage[] => wire.slack.screen(ADA).filter(({ channel }) => channel === GENERAL)
const inDm = (): string[] =>
  wire.slack
    .screen(ADA)
    .filter(({ channel }) => channel !== GENERAL)
    .map(textOf)

describe('given a question that Ada doesn’t answer within ten minutes', () => {
  it('then that stands where the question was, without its buttons, and is said once', async () => {
    const services = wire.make()
    await asked(services)
    expect(replies().map(buttonsOf)).toEqual([['Create the key', 'Cancel']])
    wire.pass(10 * MINUTE_MS)
    await reconcile(services)
    await reconcile(services)
    expect(replies().map(textOf)).toEqual([expect.stringContaining('the question expired after 10 minutes')])
    expect(replies().map(buttonsOf)).toEqual([[]])
    expect(inDm()).toEqual([])
  })

  it('when Slack no longer takes it there, then it is said in her DM', async () => {
    const services = wire.make()
    await asked(services)
    wire.pass(31 * MINUTE_MS)
    await reconcile(services)
    expect(inDm()).toEqual([expect.stringContaining('the question expired after 10 minutes')])
  })

  it('when Slack refuses it there, then it is said in her DM', async () => {
    const services = wire.make()
    await asked(services)
    wire.slack.trouble.set('response_url', { kind: 'status', status: 500 })
    wire.pass(10 * MINUTE_MS)
    await reconcile(services)
    expect(inDm()).toEqual([expect.stringContaining('the question expired after 10 minutes')])
  })

  it('when newkey is started again meanwhile, then it is said in her DM, since the address was only in memory', async () => {
    await asked(wire.make())
    wire.pass(10 * MINUTE_MS)
    await reconcile(wire.make())
    expect(inDm()).toEqual([expect.stringContaining('the question expired after 10 minutes')])
  })
})
