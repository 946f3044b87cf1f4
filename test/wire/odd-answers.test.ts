import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { ADA, BOB } from '../../sandbox/slack/people.ts'
import { rfc2822 } from '../../sandbox/twilio/answers.ts'
import { ACCOUNT, START, startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, lastInDm, lastReply, textOf } from './reading.ts'

const MINUTE = 60_000
const FOREIGN = `SK${'9'.repeat(32)}`

let wire: WiredApp
beforeEach(async () => {
  wire = await startWiredApp()
  // A key that somebody made in the Console a year ago.
  wire.twilio.keys.set(FOREIGN, {
    sid: FOREIGN,
    friendlyName: 'payroll',
    dateCreated: START - 365 * 24 * 60 * MINUTE,
    dateUpdated: START - 365 * 24 * 60 * MINUTE,
    secret: 'nobody knows',
  })
})

const yes = (sid: string, createdAt = START - 365 * 24 * 60 * MINUTE) =>
  ({
    kind: 'says',
    status: 201,
    made: true,
    times: 1,
    answer: {
      sid,
      friendly_name: 'payroll',
      date_created: rfc2822(createdAt),
      date_updated: rfc2822(createdAt),
      secret: 'a secret of somebody else',
    },
  }) as const
const deleted = (): string[] => wire.transcript().filter((line) => line.includes('DELETE'))
const shown = (): string[] => wire.transcript().filter((line) => line.includes('WITH THE SECRET'))
const oddity = (): unknown =>
  wire.log.map((line) => JSON.parse(line)).find(({ cause }) => cause === 'twilio_other_key')?.detail

describe('given a yes of Twilio’s that names another key', () => {
  it('when that one is old, then it isn’t deleted or shown, and the key that was made is found', async () => {
    wire.twilio.trouble.set('create', yes(FOREIGN))
    await wire.type('payments-svc')
    expect(wire.audit().slice(-2)).toEqual(['unknown twilio_other_key', 'held orphan'])
    expect(oddity()).toBe('the key is older than the request')
    expect(lastReply(wire, ADA)).toContain('named a key that can’t be the one you asked for')
    expect(textOf(lastInDm(wire, BOB))).toContain('Is the Twilio API key')
    expect([deleted(), shown()]).toEqual([[], []])
    expect(wire.twilio.keys.has(FOREIGN)).toBe(true)
  })

  it('when another request has that one, however young, then it isn’t deleted or shown again', async () => {
    await wire.type('payments-svc')
    const [, sid = ''] = wire.twilio.keys.keys()
    wire.twilio.trouble.set('create', yes(sid, START))
    await wire.type('refunds-svc')
    expect(wire.audit()).toContain('unknown twilio_other_key')
    expect(oddity()).toBe('another record has the key that Twilio named')
    expect([deleted(), shown().length]).toEqual([[], 1])
    expect(wire.twilio.keys.has(sid)).toBe(true)
  })

  it('when that one is as young as the key that was made, then the name that was asked for decides', async () => {
    const bystander = `SK${'5'.repeat(32)}`
    wire.twilio.trouble.set('create', yes(bystander, START))
    await wire.type('payments-svc')
    expect(wire.audit().slice(-2)).toEqual(['unknown twilio_other_key', 'held orphan'])
    expect([deleted(), shown()]).toEqual([[], []])
  })

  it('when Twilio only spells its name differently, then it is recorded and shown as Twilio spells it', async () => {
    wire.twilio.trouble.set('create', {
      ...yes(`SK${'7'.repeat(32)}`, START),
      made: false,
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
    expect(wire.log.join('')).toContain('"name":"payroll"')
    expect(lastReply(wire, ADA)).toContain('payroll')
  })
})

describe('given a deletion that Twilio answers oddly', () => {
  it.each([
    { what: '200 and a page', trouble: { kind: 'html', status: 200 } },
    { what: '202', trouble: { kind: 'says', status: 202, answer: {} } },
    { what: '404', trouble: { kind: 'twilio', status: 404, code: 20404 } },
    { what: '410', trouble: { kind: 'says', status: 410, answer: {} } },
  ] as const)('when that is $what, then the key counts as alive until it is gone', async ({ trouble }) => {
    await wire.type('payments-svc')
    wire.twilio.trouble.set('delete', trouble)
    await wire.press(ADA, lastInDm(wire, ADA), 'not_received')
    expect(wire.audit().at(-1)).toBe('revoking not_received')
    expect(wire.twilio.keys.size).toBe(2)
    wire.twilio.trouble.delete('delete')
    wire.pass(MINUTE)
    await wire.restart()
    expect(wire.audit().at(-1)).toBe('revoked not_received')
    expect([...wire.twilio.keys.keys()]).toEqual([FOREIGN])
  })

  it.each([
    { what: 'is empty without saying that it is whole', answer: { keys: [] } },
    { what: 'holds no keys at all', answer: { keys: null, next_page_uri: null } },
    {
      what: 'is another account’s',
      answer: { keys: [], next_page_uri: null, uri: `/2010-04-01/Accounts/AC${'0'.repeat(32)}/Keys.json` },
    },
    { what: 'begins with its second page', answer: { keys: [], next_page_uri: null, page: 1 } },
  ])('when that is a 404 and the list $what, then it proves nothing, however often', async ({ answer }) => {
    await wire.type('payments-svc')
    wire.twilio.trouble.set('delete', { kind: 'twilio', status: 404, code: 20404 })
    wire.twilio.trouble.set('list', { kind: 'says', status: 200, answer })
    await wire.press(ADA, lastInDm(wire, ADA), 'not_received')
    for (let pass = 0; pass < 3; pass++) {
      wire.pass(15 * MINUTE)
      await wire.restart()
    }
    expect(wire.audit().at(-1)).toBe('revoking not_received')
  })

  it('when that is a 404 and one list lacks the key, then the next that has it puts that right', async () => {
    await wire.type('payments-svc')
    wire.twilio.trouble.set('delete', { kind: 'twilio', status: 404, code: 20404 })
    wire.twilio.trouble.set('list', {
      kind: 'says',
      status: 200,
      times: 1,
      answer: { keys: [], next_page_uri: null },
    })
    await wire.press(ADA, lastInDm(wire, ADA), 'not_received')
    for (let pass = 0; pass < 3; pass++) {
      wire.pass(15 * MINUTE)
      await wire.restart()
    }
    expect(wire.audit().at(-1)).toBe('revoking not_received')
    expect(wire.twilio.keys.size).toBe(2)
  })
})

describe('given a row that somebody forged, so that it names another key', () => {
  const forge = (sql: string): void => {
    const db = new DatabaseSync(wire.file)
    db.exec(sql)
    db.close()
  }

  it.each(['delivered', 'active'])(
    'when it is %s and its owner revokes, then the key stays, and another person is asked',
    async (state) => {
      await wire.type('payments-svc')
      const signed = wire.slack.click(ADA, lastInDm(wire, ADA), 'not_received')
      const key = [...wire.twilio.keys.keys()].find((sid) => sid !== FOREIGN)
      await wire.restart(() => forge(`update keys set sid = '${FOREIGN}', state = '${state}'`))
      // A card that is updated by the forged row carries the other key.
      const body = signed.body.replaceAll(key ?? '', FOREIGN)
      await wire.send({
        ...signed,
        body,
        headers: wire.slack.sign(body, 'application/x-www-form-urlencoded'),
      })
      wire.pass(MINUTE)
      await wire.restart()
      expect(wire.twilio.keys.has(FOREIGN)).toBe(true)
      expect(deleted()).toEqual([])
      expect(wire.audit().at(-1)).toBe('held unproven')
      expect(textOf(lastInDm(wire, BOB))).toContain('doesn’t show that newkey created this key')
      expect(buttonsOf(lastInDm(wire, BOB))).toEqual(['Delete this key', 'Keep it'])
    },
  )

  it('when its owner presses twice, then the key stays: another person has to decide', async () => {
    await wire.type('payments-svc')
    const signed = wire.slack.click(ADA, lastInDm(wire, ADA), 'not_received')
    const key = [...wire.twilio.keys.keys()].find((sid) => sid !== FOREIGN)
    await wire.restart(() => forge(`update keys set sid = '${FOREIGN}', state = 'active'`))
    for (const trigger of ['first', 'second']) {
      const body = `${signed.body.replaceAll(key ?? '', FOREIGN)}&press=${trigger}`
      await wire.send({
        ...signed,
        body,
        headers: wire.slack.sign(body, 'application/x-www-form-urlencoded'),
      })
      wire.pass(MINUTE)
      await wire.restart()
    }
    expect(wire.audit().slice(5)).toEqual([
      'revoking not_received',
      'held unproven',
      'button_refused under_review',
    ])
    expect(wire.twilio.keys.has(FOREIGN)).toBe(true)
    expect(deleted()).toEqual([])
    const cards = wire.slack.screen(ADA).filter((message) => textOf(message).includes('Don’t use this key'))
    expect(cards.map(buttonsOf)).toEqual([['Revoke this key']])
    // Another person's decision counts.
    await wire.press(BOB, lastInDm(wire, BOB), 'delete')
    expect(deleted()).toEqual([`api.twilio.com DELETE ${ACCOUNT}/Keys/${FOREIGN}.json → 204`])
  })

  it.each(['created', 'revoking'])(
    'when it is %s, as if newkey had still to delete it, then the key stays, and a person is asked',
    async (state) => {
      await wire.type('payments-svc')
      await wire.restart(() =>
        forge(`update keys set sid = '${FOREIGN}', state = '${state}', cause = 'interrupted', due_at = 0`),
      )
      wire.pass(MINUTE)
      await wire.restart()
      expect(wire.twilio.keys.has(FOREIGN)).toBe(true)
      expect(deleted()).toEqual([])
      expect(wire.audit().at(-1)).toBe('held unproven')
    },
  )

  it('when it is held, then one decision isn’t enough: newkey has never found the key', async () => {
    await wire.type('payments-svc')
    await wire.restart(() =>
      forge(
        `update keys set sid = '${FOREIGN}', state = 'held', cause = 'orphan';
         insert into messages values ('${FOREIGN}', 'review', 2, null, null, null, 0, 0)`,
      ),
    )
    await wire.press(BOB, lastInDm(wire, BOB), 'delete')
    expect(wire.twilio.keys.has(FOREIGN)).toBe(true)
    wire.pass(MINUTE)
    await wire.restart()
    expect(wire.audit().at(-1)).toBe('held unproven')
    // Now the audit log has it, and what a person decides of it counts.
    await wire.press(BOB, lastInDm(wire, BOB), 'delete')
    expect(deleted()).toEqual([`api.twilio.com DELETE ${ACCOUNT}/Keys/${FOREIGN}.json → 204`])
  })
})
