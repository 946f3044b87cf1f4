import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA, BOB, EVE, GUEST, TEAM } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastReply, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const calls = (): string[] =>
  wire
    .transcript()
    .filter((line) => line.startsWith('slack.com'))
    .map((line) => line.split(' ')[1] ?? '')
const records = (): { readonly event: string; readonly details: object; readonly actor: object }[] =>
  wire.log.map((line) => JSON.parse(line)).filter((line) => line.audit === true)
const refuseEve = async (times: number): Promise<void> => {
  for (let time = 0; time < times; time++) await wire.type('payments-svc', EVE)
}

describe('given Eve, who is in no approved group', () => {
  it('when the groups have been read before, then she costs no call of her own, also once that read is old', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc', ADA)
    const before = calls().length
    await wire.type('payments-svc', EVE)
    expect(calls()).toHaveLength(before)
    wire.pass(31_000)
    await wire.type('payments-svc', EVE)
    expect(calls().slice(before)).toEqual(['usergroups.list', 'usergroups.users.list'])
  })

  it('when nobody has asked since the start, then the questions about her are asked beside those about the groups', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc', EVE)
    expect(calls().sort()).toEqual([
      'auth.test',
      'conversations.open',
      'usergroups.list',
      'usergroups.users.list',
      'users.info',
    ])
    expect(wire.audit().at(-1)).toBe('denied not_in_group')
    await wire.type('payments-svc', EVE)
    expect(calls()).toHaveLength(5)
  })

  it('when she types no name, then Slack is asked nothing', async () => {
    wire = await startWiredApp()
    await wire.type('""', EVE)
    expect(wire.audit()).toEqual(['received ok', 'denied name_missing'])
    expect(calls()).toEqual(['auth.test'])
  })

  it('when she presses somebody’s button, then it costs no call of her own either', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    const before = calls().length
    await pressAs(EVE, card())
    expect(wire.audit().at(-1)).toBe('button_refused not_yours')
    expect(calls()).toHaveLength(before)
  })
})

describe('given more than ten refusals within a minute', () => {
  it('when Eve goes on, then the ack says so, nothing is recorded and nothing asked of Slack', async () => {
    wire = await startWiredApp()
    await refuseEve(10)
    const before = { audit: records().length, calls: wire.transcript().length }
    expect(before.audit).toBe(20)
    for (let time = 0; time < 15; time++) {
      const { status, body } = await wire.type('payments-svc', EVE)
      expect(status).toBe(200)
      expect(body).toContain('so it ignored this one')
    }
    expect(lastReply(wire, EVE)).toContain('so it ignored this one')
    expect({ audit: records().length, calls: wire.transcript().length }).toEqual(before)
  })

  it('when newkey stops, then one record says how many there were more', async () => {
    wire = await startWiredApp()
    await refuseEve(33)
    await wire.restart()
    expect(wire.audit().slice(20)).toEqual(['denied too_many_refusals'])
    expect(records().at(-1)).toMatchObject({
      event: 'denied',
      request: null,
      actor: { user: EVE, team: TEAM },
      name: '',
      reason: '',
      details: { refusals: '23' },
    })
  })

  it('when all come at once, then ten have rows of their own', async () => {
    wire = await startWiredApp()
    await Promise.all(Array.from({ length: 40 }, () => wire.type('payments-svc', EVE)))
    expect(wire.audit().filter((event) => event === 'received ok')).toHaveLength(10)
    await wire.restart()
    expect(records().at(-1)?.details).toEqual({ refusals: '30' })
  })

  it('when the minute is over, then she is heard again', async () => {
    wire = await startWiredApp()
    await refuseEve(12)
    wire.pass(60_000)
    await wire.type('payments-svc', EVE)
    expect(wire.audit().slice(20)).toEqual(['received ok', 'denied not_in_group'])
  })

  it('when Ada asks meanwhile, then she gets her key; and her issues never count', async () => {
    wire = await startWiredApp({ env: { MAX_ISSUES_PER_HOUR: '100', MAX_LIVE_KEYS_PER_PERSON: '100' } })
    await refuseEve(11)
    for (let key = 0; key < 11; key++) await wire.type(`svc-${key}`)
    expect(wire.twilio.keys.size).toBe(11)
  }, 30_000)

  it('when Ada sends many good commands at once, then none is turned away', async () => {
    wire = await startWiredApp({ env: { MAX_ISSUES_PER_HOUR: '100', MAX_LIVE_KEYS_PER_PERSON: '100' } })
    await Promise.all(Array.from({ length: 14 }, (_, key) => wire.type(`svc-${key}`)))
    expect(wire.twilio.keys.size).toBe(14)
  }, 30_000)

  it('when help is asked for, then it is given, and never counts', async () => {
    wire = await startWiredApp()
    for (let time = 0; time < 20; time++) await wire.type('help', EVE)
    await wire.type('list', EVE)
    await wire.type('payments-svc', EVE)
    expect(wire.audit().at(-1)).toBe('denied not_in_group')
    await refuseEve(12)
    expect((await wire.type('help', EVE)).body).toContain('/newkey')
  })

  it('when it is Slack that gives no answer, then that never counts', async () => {
    wire = await startWiredApp()
    wire.slack.trouble.set('usergroups.list', { kind: 'error', error: 'internal_error' })
    await refuseEve(15)
    expect(wire.audit().filter((event) => event === 'denied slack_unavailable')).toHaveLength(15)
  })

  it('when Slack says nothing and Eve goes on, then thirty a minute are looked at, and the rest counted', async () => {
    wire = await startWiredApp()
    wire.slack.trouble.set('usergroups.list', { kind: 'error', error: 'internal_error' })
    await refuseEve(30)
    const sent = wire.transcript().length
    for (let time = 0; time < 20; time++)
      expect((await wire.type('payments-svc', EVE)).body).toContain('too many commands')
    expect(wire.transcript()).toHaveLength(sent)
    expect((await wire.type('help', EVE)).body).not.toContain('too many commands')
    expect(wire.audit().filter((event) => event === 'received ok')).toHaveLength(30)
    await wire.restart()
    expect(records().at(-1)?.details).toEqual({ refusals: '20' })
  }, 30_000)

  it('when Slack is slow to say who is in the groups and all come at once, then no more than thirty are kept', async () => {
    wire = await startWiredApp()
    wire.slack.trouble.set('usergroups.list', { kind: 'error', error: 'internal_error' })
    await Promise.all(Array.from({ length: 100 }, () => wire.type('payments-svc', EVE)))
    expect(wire.audit().filter((event) => event === 'received ok').length).toBeLessThanOrEqual(30)
  }, 30_000)

  it('when Ada sends thirty good commands at once, then none is turned away', async () => {
    wire = await startWiredApp({ env: { MAX_ISSUES_PER_HOUR: '100', MAX_LIVE_KEYS_PER_PERSON: '100' } })
    await Promise.all(Array.from({ length: 30 }, (_, key) => wire.type(`svc-${key}`)))
    expect(wire.twilio.keys.size).toBe(30)
  }, 30_000)

  it('when a signed command is sent again and again, then Ada isn’t shut out by it', async () => {
    wire = await startWiredApp()
    const signed = wire.slack.command(ADA, 'payments-svc')
    for (let time = 0; time < 40; time++) await wire.send(signed)
    await wire.type('other-svc')
    expect(wire.twilio.keys.size).toBe(2)
  }, 30_000)

  it('when her commands are longer than newkey reads, then the log says so ten times, and the rest are counted', async () => {
    wire = await startWiredApp()
    const long = 'x'.repeat(3_001)
    const bodies: string[] = []
    for (let time = 0; time < 30; time++) bodies.push((await wire.type(long, EVE)).body)
    expect(
      bodies.filter((body) => body.includes('of your commands or presses within a minute')),
    ).toHaveLength(20)
    expect(wire.log.filter((line) => line.includes('longer than newkey reads'))).toHaveLength(10)
    await wire.restart()
    expect(records().at(-1)?.details).toEqual({ refusals: '20' })
  }, 30_000)

  it('when it is Ada’s names that are refused, or a guest who asks, then that counts too', async () => {
    wire = await startWiredApp()
    for (let time = 0; time < 12; time++) await wire.type('"', ADA)
    for (let time = 0; time < 12; time++) await wire.type('payments-svc', GUEST)
    expect(wire.audit().filter((event) => event.startsWith('denied'))).toHaveLength(20)
    expect(calls().filter((call) => call === 'users.info')).toHaveLength(10)
  })
})

const card = (): ScreenMessage => {
  const found = wire.slack.screen(ADA).find(({ ephemeral, channel }) => !ephemeral && channel.startsWith('D'))
  if (!found) throw new Error('no card')
  return found
}

/** Presses a button that Ada sees, as somebody else. */
async function pressAs(user: string, message: ScreenMessage): Promise<void> {
  const signed = wire.slack.click(ADA, message, 'not_received')
  const body = signed.body.replaceAll(ADA, user)
  await wire.send({ ...signed, body, headers: wire.slack.sign(body, 'application/x-www-form-urlencoded') })
}

describe('given somebody who presses buttons that aren’t theirs', () => {
  it.each([
    ['an outsider', EVE],
    ['a member', BOB],
  ])('when %s has been refused ten times within a minute, then the rest are counted', async (_, user) => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    const before = calls().length
    for (let time = 0; time < 25; time++) await pressAs(user, card())
    const refused = (): string[] => wire.audit().filter((event) => event.startsWith('button_refused'))
    expect(refused()).toHaveLength(10)
    expect(calls().length - before).toBe(user === BOB ? 10 : 0)
    await wire.type('payments-svc', user)
    expect(wire.twilio.keys.size).toBe(1)
    await wire.restart()
    expect(records().at(-1)).toMatchObject({ details: { refusals: '16' }, actor: { user } })
    expect(refused()).toHaveLength(10)
  })

  const noted = (): number => {
    const db = new DatabaseSync(wire.file, { readOnly: true })
    const row = db.prepare('select count(*) as clicks from clicks').get()
    db.close()
    return Number(row?.clicks)
  }

  it('when an outsider goes on, then no more is written of their presses, also while Slack says nothing', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    for (let time = 0; time < 20; time++) await pressAs(EVE, card())
    expect(noted()).toBe(10)
    wire.pass(60_000)
    wire.slack.trouble.set('usergroups.list', { kind: 'error', error: 'internal_error' })
    await Promise.all(Array.from({ length: 60 }, () => pressAs(EVE, card())))
    expect(noted()).toBeLessThanOrEqual(40)
    expect(wire.audit().filter((event) => event.startsWith('button_refused')).length).toBeLessThanOrEqual(40)
  }, 30_000)

  it('when clicks come that can’t be read, then the log shows a sample', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    const signed = wire.slack.click(ADA, card(), 'not_received')
    const body = signed.body.replaceAll(ADA, 'nobody')
    const headers = wire.slack.sign(body, 'application/x-www-form-urlencoded')
    for (let time = 0; time < 20; time++) await wire.send({ ...signed, body, headers })
    const lines = (): string[] => wire.log.filter((line) => line.includes('A click was not as Slack'))
    expect(lines()).toHaveLength(1)
    await wire.restart()
    expect(lines()[1]).toContain('"times":19')
  })

  it('when Ada has been refused often, then she can revoke her own key all the same', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    for (let time = 0; time < 15; time++) await wire.type('"', ADA)
    await wire.press(ADA, card(), 'not_received')
    expect(wire.twilio.keys.size).toBe(0)
    expect(textOf(card())).toContain('The key is revoked')
  })
})

describe('given a Slack that answers 429', () => {
  it('when it has said how long to wait, then newkey doesn’t ask again before', async () => {
    wire = await startWiredApp()
    wire.slack.trouble.set('users.info', { kind: 'status', status: 429, times: 1 })
    await wire.type('payments-svc')
    const asked = (): number => calls().filter((call) => call === 'users.info').length
    for (let time = 0; time < 5; time++) await wire.type('payments-svc')
    expect(asked()).toBe(1)
    expect(wire.audit().filter((event) => event === 'denied slack_unavailable')).toHaveLength(6)
    wire.pass(30_000)
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })
})
