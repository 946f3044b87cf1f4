import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { ADA, BOB, GROUP } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, lastReply, textOf } from './reading.ts'

let wire: WiredApp
beforeEach(async () => {
  wire = await startWiredApp()
  await wire.type('payments-svc')
})
afterEach(() => wire.stop())

function reply(user = ADA): ScreenMessage {
  const message = wire.slack.screen(user).findLast(({ channel }) => channel === GENERAL)
  if (!message) throw new Error('nothing is said')
  return message
}
const sids = (): string[] => [...wire.twilio.keys.keys()]
const card = (): ScreenMessage => {
  const found = wire.slack.screen(ADA).find(({ channel, ephemeral }) => channel !== GENERAL && !ephemeral)
  if (!found) throw new Error('no card')
  return found
}

describe('given Ada’s live key', () => {
  it.each([
    ['its name', () => 'revoke payments-svc'],
    ['its name in another case', () => 'Revoke PAYMENTS-SVC'],
    ['its name in quotation marks', () => 'revoke “payments-svc”'],
    ['its SID', () => `revoke ${sids()[0]}`],
    ['nothing more', () => 'revoke'],
  ])(
    'when she types revoke and %s, then she is asked once, where she typed, and nothing happens yet',
    async (_, text) => {
      await wire.type(text())
      expect(reply()).toMatchObject({ ephemeral: true, via: 'response_url' })
      expect(textOf(reply())).toContain(sids()[0])
      expect(buttonsOf(reply())).toEqual(['Revoke this key'])
      expect(JSON.stringify(reply().blocks)).not.toContain('"confirm"')
      expect(sids()).toHaveLength(1)
    },
  )

  it('when she presses the button, then the key is deleted, and question and card say so', async () => {
    await wire.type('revoke payments-svc')
    await wire.press(ADA, reply(), 'revoke')
    expect(sids()).toEqual([])
    expect(wire.audit().slice(-2)).toEqual(['revoking revoked_by_requester', 'revoked revoked_by_requester'])
    expect(buttonsOf(reply())).toEqual([])
    expect(lastReply(wire, ADA)).toContain('You revoked it')
    expect(textOf(card())).toContain('You revoked it')
    // Nothing is said twice.
    expect(wire.slack.screen(ADA).filter((one) => textOf(one).includes('You revoked it'))).toHaveLength(2)
  })

  it('when it is revoked and she types its SID in capitals, then she hears that it no longer works', async () => {
    const [sid = ''] = sids()
    await wire.type('revoke payments-svc')
    await wire.press(ADA, reply(), 'revoke')
    await wire.type(`revoke ${sid.toUpperCase()}`)
    expect(lastReply(wire, ADA)).toContain('no longer works. You revoked it')
  })

  it('when she has left the group, then she may revoke it all the same', async () => {
    wire.slack.groups.get(GROUP)?.users.delete(ADA)
    wire.pass(60_000)
    await wire.type('revoke payments-svc')
    await wire.press(ADA, reply(), 'revoke')
    expect(sids()).toEqual([])
  })

  it('when she has two of that name, then both are shown to choose from, and the chosen one goes', async () => {
    await wire.type('payments-svc')
    await wire.press(ADA, reply(), 'create')
    await wire.type('revoke payments-svc')
    expect(buttonsOf(reply()).filter((words) => words === 'Revoke this key')).toHaveLength(2)
    const [first, second] = sids()
    for (const sid of [first, second]) expect(textOf(reply())).toContain(sid)
    await wire.press(ADA, reply(), 'revoke')
    expect(sids()).toHaveLength(1)
  })

  it('when Bob types its name or its SID, then he hears that he has no such key', async () => {
    for (const what of ['payments-svc', sids()[0]]) {
      await wire.type(`revoke ${what}`, BOB)
      expect(lastReply(wire, BOB)).toContain('No key was revoked')
      expect(buttonsOf(reply(BOB))).toEqual([])
    }
  })

  it('when Bob presses the button that Ada was shown, then nothing happens', async () => {
    await wire.type('revoke payments-svc')
    await wire.press(BOB, reply(), 'revoke')
    expect(wire.audit().at(-1)).toBe('button_refused not_yours')
    expect(sids()).toHaveLength(1)
  })

  it('when she types a name that no key has, then she reads which keys she has', async () => {
    await wire.type('revoke billing')
    expect(lastReply(wire, ADA)).toContain('billing')
    expect(lastReply(wire, ADA)).toContain('payments-svc')
  })

  it('when she types far more than a name, then only its beginning is repeated to her', async () => {
    await wire.type(`revoke ${'x'.repeat(500)}`)
    expect(lastReply(wire, ADA)).toContain(`${'x'.repeat(64)}….`)
    expect(lastReply(wire, ADA)).not.toContain('x'.repeat(65))
  })

  it('when Slack says nothing any more, then the key is found and revoked all the same', async () => {
    wire.pass(60_000)
    await wire.restart(() => wire.slack.trouble.set('auth.test', { kind: 'status', status: 500 }))
    await wire.type('revoke payments-svc')
    await wire.press(ADA, reply(), 'revoke')
    expect(sids()).toEqual([])
  })

  it('when it is revoked already, then that is said of its SID', async () => {
    const [sid] = sids()
    await wire.press(ADA, card(), 'not_received')
    await wire.type(`revoke ${sid}`)
    expect(lastReply(wire, ADA)).toContain('no longer works')
    expect(buttonsOf(reply())).toEqual([])
  })
})
