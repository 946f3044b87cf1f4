import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ADA, GROUP } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, textOf } from './reading.ts'

const FORM = 'application/x-www-form-urlencoded'
let wire: WiredApp
const card = (): ScreenMessage => {
  const found = wire.slack
    .screen(ADA)
    .find(({ channel, ephemeral }) => channel === 'D0ADA00001' && !ephemeral)
  if (!found) throw new Error('no card')
  return found
}
const faults = (): number =>
  wire.slack.screen(ADA).filter((message) => textOf(message).includes('Something went wrong')).length

beforeEach(async () => {
  wire = await startWiredApp()
  await wire.type('payments-svc')
})
afterEach(() => wire.stop())

function becomeGuest(): void {
  const ada = wire.slack.people.get(ADA)
  if (!ada) throw new Error('no Ada')
  wire.slack.people.set(ADA, { ...ada, is_restricted: true })
}

describe('given a signed click', () => {
  it('when it comes again, also after a restart, then it is acked and nothing else leaves or is recorded', async () => {
    const signed = wire.slack.click(ADA, card(), 'confirm')
    await wire.send(signed)
    const [sent, recorded] = [wire.transcript().length, wire.audit().length]
    expect(await wire.send(signed)).toEqual({ status: 200, body: '' })
    expect(wire.transcript()).toHaveLength(sent)
    await wire.restart()
    const restarted = wire.transcript().length
    expect(await wire.send(signed)).toEqual({ status: 200, body: '' })
    expect(wire.transcript()).toHaveLength(restarted)
    expect(wire.audit()).toHaveLength(recorded)
    expect(wire.log.filter((line) => line.includes('Slack sent the same click again'))).toHaveLength(2)
  })

  it('when it comes ten times at once, then it is carried out once', async () => {
    const signed = wire.slack.click(ADA, card(), 'not_received')
    const answers = await Promise.all(Array.from({ length: 10 }, () => wire.send(signed)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const deletions = wire.twilio.exchanges.filter(({ request }) => request.method === 'DELETE')
    expect([deletions.length, faults()]).toEqual([1, 0])
  })

  it('when it was refused and comes again, then it isn’t recorded twice', async () => {
    becomeGuest()
    const signed = wire.slack.click(ADA, card(), 'confirm')
    await wire.send(signed)
    await wire.send(signed)
    expect(wire.audit().filter((event) => event.startsWith('button_refused'))).toHaveLength(1)
  })

  it('when the same button is pressed again, then that is another click', async () => {
    await wire.press(ADA, card(), 'confirm')
    const recorded = wire.transcript().length
    await wire.press(ADA, card(), 'revoke')
    expect(wire.transcript().length).toBeGreaterThan(recorded)
    expect(wire.twilio.keys.size).toBe(0)
  })

  it('when it can’t be noted, then nothing is done, and whoever pressed is told', async () => {
    const db = new DatabaseSync(wire.file)
    db.exec(`create trigger full before insert on clicks begin select raise(abort, 'no'); end`)
    db.close()
    await wire.press(ADA, card(), 'not_received')
    expect(wire.twilio.keys.size).toBe(1)
    expect(wire.audit().at(-1)).toBe('delivered ok')
    expect(faults()).toBe(1)
  })
})

describe('given an event that only discards what was read', () => {
  it('when it comes again, then it is heard again', async () => {
    const reads = (): number =>
      wire.transcript().filter((line) => line.includes('usergroups.users.list')).length
    const event = wire.slack.event({ type: 'subteam_members_changed', subteam_id: GROUP })
    const seen: number[] = []
    for (let times = 0; times < 3; times++) {
      expect((await wire.send(event)).status).toBe(200)
      await wire.type('payments-svc')
      seen.push(reads())
    }
    expect(new Set(seen).size).toBe(3)
  })
})

describe('given a check of Slack’s that comes again', () => {
  it('when it is url_verification or ssl_check, then it is answered each time, and nothing is done', async () => {
    const before = wire.transcript().length
    const body = 'ssl_check=1&token=x'
    const checks = [
      wire.slack.urlVerification('abc'),
      { ...wire.slack.urlVerification('abc'), body, headers: wire.slack.sign(body, FORM) },
    ]
    for (const check of [...checks, ...checks]) expect((await wire.send(check)).status).toBe(200)
    expect(wire.transcript()).toHaveLength(before)
  })
})

describe('given a click whose payload isn’t as Slack makes it', () => {
  /** Sends Ada's click with parts of its payload changed, signed. */
  const changed = (parts: object, more = ''): Promise<unknown> => {
    const signed = wire.slack.click(ADA, card(), 'not_received')
    const payload = { ...JSON.parse(new URLSearchParams(signed.body).get('payload') ?? ''), ...parts }
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString() + more
    return wire.send({ ...signed, body, headers: wire.slack.sign(body, FORM) })
  }
  const request = (): string => /req_\w{20}/.exec(JSON.stringify(card().blocks))?.[0] ?? ''
  const action = (value: unknown): object => ({ type: 'button', action_id: 'not_received', value })

  it.each([
    { what: 'its payload comes twice', parts: () => ({}), more: '&payload=%7B%7D' },
    { what: 'it has two actions', parts: () => ({ actions: [action(request()), action(request())] }) },
    { what: 'it has no actions', parts: () => ({ actions: [] }) },
    { what: 'its actions are no list', parts: () => ({ actions: action(request()) }) },
    { what: 'its actions are null', parts: () => ({ actions: null }) },
    { what: 'its value is a list', parts: () => ({ actions: [action([request()])] }) },
    { what: 'its value is a number', parts: () => ({ actions: [action(1)] }) },
    { what: 'its value is missing', parts: () => ({ actions: [action(undefined)] }) },
    { what: 'its container is missing', parts: () => ({ container: undefined }) },
    { what: 'its container is a list', parts: () => ({ container: [] }) },
    { what: 'its message is no id', parts: () => ({ container: { message_ts: 'x' } }) },
    { what: 'its user is a text', parts: () => ({ user: ADA }) },
    { what: 'its user’s id is a list', parts: () => ({ user: { id: [ADA] } }) },
    { what: 'its response_url is a list', parts: () => ({ response_url: ['https://hooks.slack.com/'] }) },
    { what: 'its channel is null', parts: () => ({ channel: null }) },
  ])('when $what, then nothing is changed', async ({ parts, more = '' }) => {
    const left = (): string[] => wire.transcript().filter((line) => !line.includes('response_url'))
    const before = left()
    await changed(parts(), more)
    expect(left()).toEqual(before)
    expect([wire.twilio.keys.size, wire.audit().at(-1)]).toEqual([1, 'delivered ok'])
    expect(wire.log.filter((line) => /"level":[45]0/.test(line)).length).toBeGreaterThan(0)
  })

  it('when it names another message, then the card that is recorded is changed, and no other', async () => {
    await wire.type('other-svc')
    const [first, second] = wire.slack
      .screen(ADA)
      .filter(({ channel, ephemeral }) => channel === 'D0ADA00001' && !ephemeral)
    if (!first || !second) throw new Error('no cards')
    await changed({ container: { type: 'message', channel_id: first.channel, message_ts: second.ts } })
    const [one, other] = wire.slack
      .screen(ADA)
      .filter(({ channel, ephemeral }) => channel === 'D0ADA00001' && !ephemeral)
    if (!one || !other) throw new Error('no cards')
    expect(textOf(one)).toContain('The key is revoked')
    expect(buttonsOf(other)).not.toEqual([])
  })

  it('when it names another channel, then nothing is changed there', async () => {
    const shown = card()
    await changed({ container: { type: 'message', channel_id: 'C0GENERAL1', message_ts: shown.ts } })
    const updates = wire.transcript().filter((line) => line.includes('chat.update'))
    expect(updates).toEqual([`slack.com chat.update channel=D0ADA00001 ts=${shown.ts} → 200`])
  })
})
