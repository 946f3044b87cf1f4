import { afterEach, describe, expect, it } from '@jest/globals'
import {
  ADA,
  DAN,
  EVE,
  GINA,
  GROUP,
  GUEST,
  OTHER_BOT,
  SECOND_GROUP,
  STRANGER,
} from '../../sandbox/slack/people.ts'
import { HANGS, startWiredApp, type WiredApp } from './bot.ts'
import { lastReply } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const nothingAtTwilio = (): void => {
  expect(wire.twilio.exchanges).toEqual([])
  expect(wire.secretSeen()).toEqual({ requests: 0, elsewhere: [] })
}

describe('given somebody who may not have keys', () => {
  it.each([
    {
      who: 'Eve, who is in no approved group',
      user: EVE,
      outcome: 'not_in_group',
      says: 'newkey creates keys for members of',
    },
    { who: 'a guest', user: GUEST, outcome: 'guest', says: 'guests can’t have keys' },
    { who: 'a single-channel guest', user: GINA, outcome: 'guest', says: 'guests can’t have keys' },
    { who: 'a deactivated account', user: DAN, outcome: 'deactivated', says: 'deactivated' },
    { who: 'a bot', user: OTHER_BOT, outcome: 'bot', says: 'not for bots' },
    {
      who: 'a stranger of another workspace',
      user: STRANGER,
      outcome: 'other_workspace',
      says: 'its own workspace',
    },
  ])(
    'when $who types the command, then the answer says why and nothing reaches Twilio',
    async ({ user, outcome, says }) => {
      wire = await startWiredApp()
      const { status } = await wire.type('payments-svc', user)

      expect(status).toBe(200)
      expect(lastReply(wire, user)).toContain('No key was created')
      expect(lastReply(wire, user)).toContain(says)
      expect(wire.audit()).toEqual(['received ok', `denied ${outcome}`])
      nothingAtTwilio()
    },
  )

  it('when Eve is refused, then the groups are mentions that open the group', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc', EVE)
    const [reply] = wire.slack.screen(EVE)
    expect(JSON.stringify(reply?.blocks)).toContain('{"type":"usergroup","usergroup_id":"S0PLATFORM"}')
  })

  it('when the payload names another team, then even a member is refused', async () => {
    wire = await startWiredApp()
    const signed = wire.slack.command(ADA, 'payments-svc')
    const body = signed.body.replace('team_id=T0NEWKEY01', 'team_id=T0OTHER001')
    const headers = wire.slack.sign(body, 'application/x-www-form-urlencoded')
    await wire.send({ ...signed, body, headers })
    expect(wire.audit()).toEqual(['received ok', 'denied other_workspace'])
    nothingAtTwilio()
  })

  it('when the group is disabled, then its members are refused', async () => {
    wire = await startWiredApp()
    const group = wire.slack.groups.get(GROUP)
    if (group) wire.slack.groups.set(GROUP, { ...group, date_delete: 1 })
    await wire.type('payments-svc')
    expect(wire.audit()).toEqual(['received ok', 'denied not_in_group'])
    nothingAtTwilio()
  })
})

describe('given a member, and a Slack that does not answer', () => {
  it.each([
    { method: 'users.info', trouble: { kind: 'error', error: 'internal_error' } },
    { method: 'users.info', trouble: { kind: 'hang' } },
    { method: 'usergroups.users.list', trouble: { kind: 'status', status: 500 } },
    { method: 'usergroups.users.list', trouble: { kind: 'status', status: 429 } },
    { method: 'usergroups.list', trouble: { kind: 'reset' } },
    { method: 'usergroups.list', trouble: { kind: 'garbage' } },
  ] as const)('when $method fails ($trouble.kind), then no answer is a no', async ({ method, trouble }) => {
    wire = await startWiredApp(HANGS)
    wire.slack.trouble.set(method, trouble)
    const { status, body } = await wire.type('payments-svc')

    expect({ status, body }).toEqual({ status: 200, body: '' })
    expect(lastReply(wire, ADA)).toContain('Slack didn’t say who you are')
    expect(wire.audit()).toEqual(['received ok', 'denied slack_unavailable'])
    nothingAtTwilio()
  })

  it('when the token was wrong at the start and is right later, then commands get a no until then', async () => {
    wire = await startWiredApp({
      before: ({ slack }) => slack.trouble.set('auth.test', { kind: 'error', error: 'invalid_auth' }),
    })
    expect(wire.log.join()).toContain('put the bot token of the installed app in SLACK_BOT_TOKEN')
    await wire.type('payments-svc')
    expect(wire.audit()).toEqual(['received ok', 'denied slack_setup'])
    nothingAtTwilio()

    wire.slack.trouble.delete('auth.test')
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })
})

describe('given a membership that changes', () => {
  it('when an event says that the group changed, then what was read before is not used again', async () => {
    wire = await startWiredApp()
    await wire.type('first')
    wire.slack.groups.get(GROUP)?.users.delete(ADA)
    await wire.send(
      wire.slack.event({ type: 'subteam_members_changed', subteam_id: GROUP, added_users: [ADA] }),
    )
    await wire.type('second')
    expect(wire.audit().at(-1)).toBe('denied not_in_group')
  })

  it('when 30 s have passed, then the group is read again; before, once is enough', async () => {
    wire = await startWiredApp()
    await wire.type('first')
    wire.pass(30_000)
    await wire.type('second')
    const reads = () => wire.transcript().filter((line) => line.includes('usergroups.users.list')).length
    expect(reads()).toBe(1)
    wire.slack.groups.get(GROUP)?.users.delete(ADA)
    wire.pass(1)
    await wire.type('third')
    expect(reads()).toBe(2)
    expect(wire.audit().at(-1)).toBe('denied not_in_group')
  })
})

describe('given two approved groups, of which one is disabled', () => {
  it('when Eve is refused, then only the other is named', async () => {
    wire = await startWiredApp({
      env: { APPROVED_USER_GROUPS: `${GROUP},${SECOND_GROUP}` },
      before: ({ slack }) => {
        const group = slack.groups.get(SECOND_GROUP)
        if (group) slack.groups.set(SECOND_GROUP, { ...group, date_delete: 1 })
      },
    })
    await wire.type('payments-svc', EVE)
    expect(lastReply(wire, EVE)).toContain(`@${GROUP}`)
    expect(lastReply(wire, EVE)).not.toContain(`@${SECOND_GROUP}`)
    const reads = (): number =>
      wire.transcript().filter((line) => line.includes('usergroups.users.list')).length
    const before = reads()
    await wire.type('payments-svc', EVE)
    expect(reads()).toBe(before)
  })
})
