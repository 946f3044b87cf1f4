import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA, BOB } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, lastReply } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const HOUR_MS = 3_600_000

describe('given five issues an hour', () => {
  it('when Ada asks a sixth time, then she reads when it will be possible; Bob is free; an hour later so is she', async () => {
    wire = await startWiredApp()
    for (let asked = 1; asked <= 5; asked++) {
      await wire.type(`svc-${asked}`)
      wire.pass(60_000)
    }
    await wire.type('svc-6')
    expect(wire.audit().at(-1)).toBe('denied hourly_limit')
    expect(lastReply(wire, ADA)).toContain('2026-11-24 09:00 UTC')
    expect(wire.twilio.keys.size).toBe(5)

    await wire.type('svc-1', BOB)
    expect(wire.audit().at(-1)).toBe('delivered ok')

    wire.pass(HOUR_MS - 5 * 60_000)
    await wire.type('svc-6')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })

  it('when seven are asked for at once, then five are made', async () => {
    wire = await startWiredApp()
    await Promise.all(Array.from({ length: 7 }, (_, index) => wire.type(`svc-${index}`)))
    expect(wire.twilio.keys.size).toBe(5)
    expect(wire.audit().filter((event) => event === 'denied hourly_limit')).toHaveLength(2)
  })

  it('when Twilio refused one of them, then that one does not count', async () => {
    wire = await startWiredApp({ env: { MAX_ISSUES_PER_HOUR: '1' } })
    wire.twilio.trouble.set('create', { kind: 'twilio', status: 429, code: 20429, times: 1 })
    await wire.type('svc-1')
    await wire.type('svc-1')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })
})

describe('given two live keys per person', () => {
  it('when Ada asks for a third, then she is told to revoke one, and when she has, she gets it', async () => {
    wire = await startWiredApp({ env: { MAX_LIVE_KEYS_PER_PERSON: '2' } })
    await wire.type('svc-1')
    await wire.type('svc-2')
    const card = lastInDm(wire, ADA)
    await wire.type('svc-3')
    expect(wire.audit().at(-1)).toBe('denied live_limit')
    expect(lastReply(wire, ADA)).toContain('once one is revoked')

    await wire.press(ADA, card, 'not_received')
    await wire.type('svc-3')
    expect([...wire.twilio.keys.values()].map((key) => key.friendlyName)).toEqual(['svc-1', 'svc-3'])
  })
})
