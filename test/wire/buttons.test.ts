import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ADA, BOB, GROUP } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import { ACCOUNT, startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, lastInDm, textOf } from './reading.ts'

const FORM = 'application/x-www-form-urlencoded'
let wire: WiredApp
const messages = (): ScreenMessage[] =>
  wire.slack.screen(ADA).filter(({ channel }) => channel === 'D0ADA00001')
const secretMessage = (): ScreenMessage | undefined =>
  messages().find(({ ephemeral, via }) => ephemeral && via === 'chat.postEphemeral')
const card = (): ScreenMessage => {
  const found = messages().find(({ ephemeral }) => !ephemeral)
  if (!found) throw new Error('no card')
  return found
}

beforeEach(async () => {
  wire = await startWiredApp()
  await wire.type('payments-svc')
})
afterEach(() => wire.stop())

describe('given a key that was delivered', () => {
  it('when Ada presses "I stored it" beside the secret, then that message goes and the card says so', async () => {
    const before = wire.transcript().length
    const shown = secretMessage()
    if (!shown) throw new Error('no secret')
    await wire.press(ADA, shown, 'confirm')

    expect(secretMessage()).toBeUndefined()
    expect(textOf(card())).toContain('You stored the secret')
    expect(buttonsOf(card())).toEqual(['Revoke this key'])
    expect(wire.audit().at(-1)).toBe('confirmed ok')
    const [asked, ...changed] = wire.transcript().slice(before)
    expect(asked).toBe('slack.com users.info user=U0ADA00001 → 200')
    // Both at once.
    expect(changed.sort()).toEqual([
      'POST response_url delete_original=true → 200',
      `slack.com chat.update channel=D0ADA00001 ts=${card().ts} → 200`,
    ])
    expect(wire.secretSeen()).toEqual({ requests: 1, elsewhere: [] })
  })

  it('when she presses "I stored it" on the card, then it is confirmed once, however often she presses', async () => {
    const shown = card()
    await wire.press(ADA, shown, 'confirm')
    await wire.press(ADA, shown, 'confirm')
    expect(wire.audit().filter((event) => event === 'confirmed ok')).toHaveLength(1)
    expect(wire.twilio.keys.size).toBe(1)
  })

  it('when she presses "I didn\'t get the secret", then the key is deleted at Twilio and the card says to ask again', async () => {
    const [key] = [...wire.twilio.keys.values()]
    await wire.press(ADA, card(), 'not_received')
    expect(wire.twilio.keys.size).toBe(0)
    expect(wire.transcript()).toContain(`api.twilio.com DELETE ${ACCOUNT}/Keys/${key?.sid}.json → 204`)
    expect(textOf(card())).toContain('The key is revoked')
    expect(textOf(card())).toContain('Need a key?')
    expect(buttonsOf(card())).toEqual([])
    expect(wire.audit().slice(-2)).toEqual(['revoking not_received', 'revoked not_received'])
  })

  it('when she has stored it and revokes it later, then the key is deleted', async () => {
    await wire.press(ADA, card(), 'confirm')
    await wire.press(ADA, card(), 'revoke')
    expect(wire.twilio.keys.size).toBe(0)
    expect(wire.audit().at(-1)).toBe('revoked revoked_by_requester')
  })

  it('when both buttons are pressed at the same time, then one of them wins and the other tells what came of it', async () => {
    const shown = card()
    await Promise.all([wire.press(ADA, shown, 'not_received'), wire.press(ADA, shown, 'confirm')])
    expect(['revoked not_received', 'confirmed ok']).toContain(wire.audit().at(-1))
  })

  it('when Twilio does not answer, then the card says that the key is being deleted, and it is tried again', async () => {
    wire.twilio.trouble.set('delete', { kind: 'reset', times: 1 })
    await wire.press(ADA, card(), 'not_received')
    expect(textOf(card())).toContain('The key is being revoked')
    wire.pass(60_000)
    await wire.restart()
    expect(wire.twilio.keys.size).toBe(0)
    expect(JSON.stringify(lastInDm(wire, ADA))).toContain('The key is revoked')
  })
})

describe('given a key that waits for a reviewer', () => {
  const hold = (): void => {
    const db = new DatabaseSync(wire.file)
    db.exec("update keys set state = 'held', cause = 'stale'")
    db.close()
  }

  it('when its owner presses "I stored it" on the old card, then they learn that a reviewer decides', async () => {
    const shown = card()
    await wire.restart(hold)
    await wire.press(ADA, shown, 'confirm')
    expect(textOf(lastInDm(wire, ADA))).toContain('a reviewer is deciding')
    expect(wire.audit().at(-1)).toBe('button_refused under_review')
    expect(wire.twilio.keys.size).toBe(1)
  })

  it('when its owner revokes it by the old card, then it is deleted, since the log proves that newkey made it', async () => {
    const shown = card()
    await wire.restart(hold)
    await wire.press(ADA, shown, 'not_received')
    expect(wire.audit().slice(-2)).toEqual(['revoking not_received', 'revoked not_received'])
    expect(wire.twilio.keys.size).toBe(0)
  })
})

describe('given a button that somebody presses who may not', () => {
  const refused = (): string[] => wire.audit().filter((event) => event.startsWith('button_refused'))
  const nothingChanged = (): void => {
    expect(wire.twilio.keys.size).toBe(1)
    expect(wire.audit().filter((event) => /^(confirmed|revoke)/.test(event))).toEqual([])
  }

  it.each(['confirm', 'not_received'])(
    'when Bob, of the same group, presses "%s" on Ada’s card, then nothing happens',
    async (action) => {
      const signed = wire.slack.click(ADA, card(), action)
      const body = signed.body.replaceAll('U0ADA00001', BOB)
      await wire.send({
        ...signed,
        body,
        headers: wire.slack.sign(body, 'application/x-www-form-urlencoded'),
      })
      expect(refused()).toEqual(['button_refused not_yours'])
      nothingChanged()
    },
  )

  it('when Ada has left the group, then she may still give her key up', async () => {
    wire.slack.groups.get(GROUP)?.users.delete(ADA)
    wire.pass(31_000)
    await wire.press(ADA, card(), 'not_received')
    expect(refused()).toEqual([])
    expect(wire.twilio.keys.size).toBe(0)
    expect(wire.audit().at(-1)).toBe('revoked not_received')
  })

  it.each(['not_received', 'confirm'])(
    'when Slack can’t say who is in the group, then Ada may still press "%s"',
    async (action) => {
      wire.pass(31_000)
      wire.slack.trouble.set('usergroups.users.list', { kind: 'error', error: 'internal_error' })
      await wire.press(ADA, card(), action)
      expect(refused()).toEqual([])
      expect(wire.audit().at(-1)).toBe(action === 'confirm' ? 'confirmed ok' : 'revoked not_received')
    },
  )

  it('when Ada was known to have left, and Slack can’t say any more who is in the group, then she may revoke', async () => {
    await wire.press(ADA, card(), 'confirm')
    wire.slack.groups.get(GROUP)?.users.delete(ADA)
    wire.pass(31_000)
    await wire.type('another-svc')
    expect(wire.audit().at(-1)).toBe('denied not_in_group')
    wire.pass(31_000)
    wire.slack.trouble.set('usergroups.list', { kind: 'error', error: 'internal_error' })
    await wire.press(ADA, card(), 'revoke')
    expect(refused()).toEqual([])
    expect(wire.twilio.keys.size).toBe(0)
  })

  it('when the group is disabled, then Ada may still revoke her key', async () => {
    await wire.press(ADA, card(), 'confirm')
    const group = wire.slack.groups.get(GROUP)
    if (group) wire.slack.groups.set(GROUP, { ...group, date_delete: 1 })
    wire.pass(31_000)
    await wire.press(ADA, card(), 'revoke')
    expect(refused()).toEqual([])
    expect(wire.twilio.keys.size).toBe(0)
  })

  it('when Slack can’t say who is in the group, and Ada is a guest by now, then her press does nothing', async () => {
    const ada = wire.slack.people.get(ADA)
    if (ada) wire.slack.people.set(ADA, { ...ada, is_restricted: true })
    wire.pass(31_000)
    wire.slack.trouble.set('usergroups.users.list', { kind: 'error', error: 'internal_error' })
    await wire.press(ADA, card(), 'not_received')
    expect(refused()).toEqual(['button_refused guest'])
    nothingChanged()
  })

  it('when Ada has become a guest, or is deactivated, then her press does nothing', async () => {
    const ada = wire.slack.people.get(ADA)
    if (!ada) throw new Error('no Ada')
    for (const flags of [{ is_restricted: true }, { deleted: true }]) {
      wire.slack.people.set(ADA, { ...ada, ...flags })
      await wire.press(ADA, card(), 'not_received')
    }
    expect(refused()).toEqual(['button_refused guest', 'button_refused deactivated'])
    nothingChanged()
  })

  it('when the payload comes from another workspace, then nothing happens', async () => {
    const signed = wire.slack.click(ADA, card(), 'confirm')
    const body = signed.body.replaceAll('T0NEWKEY01', 'T0OTHER001')
    await wire.send({ ...signed, body, headers: wire.slack.sign(body, 'application/x-www-form-urlencoded') })
    expect(refused()).toEqual(['button_refused other_workspace'])
    nothingChanged()
  })

  it('when Slack does not answer, then no answer is a no', async () => {
    wire.slack.trouble.set('users.info', { kind: 'error', error: 'internal_error' })
    await wire.press(BOB, card(), 'not_received')
    expect(refused()).toEqual(['button_refused slack_unavailable'])
    nothingChanged()
  })

  it('when Slack does not answer about the owner, then they may give their key up all the same', async () => {
    wire.pass(60_000)
    for (const method of ['users.info', 'usergroups.list', 'usergroups.users.list'])
      wire.slack.trouble.set(method, { kind: 'error', error: 'internal_error' })
    await wire.press(ADA, card(), 'not_received')
    expect(wire.audit().at(-1)).toBe('revoked not_received')
    expect(wire.twilio.keys.size).toBe(0)
  })

  it('when the key is unknown, then nothing happens', async () => {
    const signed = wire.slack.click(ADA, card(), 'confirm')
    const body = signed.body.replace(/SK[0-9a-f]{32}/g, `SK${'9'.repeat(32)}`)
    await wire.send({ ...signed, body, headers: wire.slack.sign(body, 'application/x-www-form-urlencoded') })
    expect(refused()).toEqual(['button_refused request_missing'])
    nothingChanged()
  })
})

describe('given a click that isn’t as Slack documents it', () => {
  it('when it comes, then nothing is changed, and whoever pressed is told so', async () => {
    const signed = wire.slack.click(ADA, card(), 'not_received')
    const strange = signed.body.replace(/SK[0-9a-f]{32}/g, 'no sid')
    await wire.send({ ...signed, body: strange, headers: wire.slack.sign(strange, FORM) })
    expect(textOf(lastInDm(wire, ADA))).toContain('Nothing was changed: Slack’s message couldn’t be read')
    expect(wire.twilio.keys.size).toBe(1)
  })
})

describe('given two presses at the same moment', () => {
  const both = (first: ScreenMessage, one: string, second: ScreenMessage, other: string): Promise<unknown> =>
    Promise.all([wire.press(ADA, first, one), wire.press(ADA, second, other)])
  const faults = (): number =>
    wire.slack.screen(ADA).filter((message) => textOf(message).includes('Something went wrong')).length

  it('when both say that it is stored, then it is confirmed once, and the message with the secret goes', async () => {
    const shown = secretMessage()
    if (!shown) throw new Error('no secret')
    await both(card(), 'confirm', shown, 'confirm')
    expect(secretMessage()).toBeUndefined()
    expect(wire.audit().filter((event) => event === 'confirmed ok')).toHaveLength(1)
    expect([wire.twilio.keys.size, faults()]).toEqual([1, 0])
  })

  it('when one says stored and the other not received, then the key goes, whichever was first', async () => {
    await both(card(), 'confirm', card(), 'not_received')
    expect([wire.twilio.keys.size, faults()]).toEqual([0, 0])
    expect(wire.audit().at(-1)).toMatch(/^revoked/)
  })

  it('when both say not received, then the key is deleted once', async () => {
    await both(card(), 'not_received', card(), 'not_received')
    expect(wire.twilio.exchanges.filter(({ request }) => request.method === 'DELETE')).toHaveLength(1)
    expect(faults()).toBe(0)
  })
})

describe('given a key whose card could not be posted', () => {
  it('when Ada presses "I stored it" beside the secret, then the card comes, with the way to revoke', async () => {
    await wire.stop()
    wire = await startWiredApp({
      before: ({ slack }) =>
        slack.trouble.set('chat.postMessage', { kind: 'error', error: 'internal_error', times: 1 }),
    })
    await wire.type('payments-svc')
    const shown = secretMessage()
    if (!shown) throw new Error('no secret')
    await wire.press(ADA, shown, 'confirm')
    expect(secretMessage()).toBeUndefined()
    expect(buttonsOf(card())).toEqual(['Revoke this key'])
    wire.pass(60_000)
    await wire.restart()
    expect(messages().filter(({ ephemeral }) => !ephemeral)).toHaveLength(1)
  })
})
